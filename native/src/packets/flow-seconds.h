#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "flow-key.h"
#include "packet-deltas.h"

/** Words of a flow that became known: its id, its interface's slot, its key. */
constexpr size_t kNewFlowWords = 2 + kFlowKeyWords;

struct FlowLimits {
  /** Flows known at the same time; those that were silent longest make room. */
  uint32_t known;
  /** Flows that may become known in one second. A flood from forged addresses must not fill the session. */
  uint32_t newPerSecond;
};

struct FlowSecond {
  uint32_t flow;
  int64_t second;
  uint64_t packets;
  uint64_t bytes;
};

/**
 * Counts packets by flow and second in an open-addressing table. What is over a limit is counted in the interface's
 * "other" flow, whose key is all zeros.
 */
class FlowSeconds {
 public:
  explicit FlowSeconds(FlowLimits limits);
  /** Counts one packet; its flow's reference, for the packet to be written. */
  PacketReference *Count(uint32_t slot, const uint32_t key[kFlowKeyWords], int64_t second,
                         uint32_t bytes);
  /** Moves out what is over: seconds before `second`. */
  void Flush(int64_t second);
  std::vector<uint32_t> TakeNewFlows();
  std::vector<FlowSecond> TakeSeconds();
  /** Packets counted under "other" because a limit was reached. */
  uint64_t overLimit() const { return overLimit_; }

 private:
  /** The flow's key, its interface's slot, and a zero: compared and hashed eight bytes at a time. */
  static constexpr size_t kWords = kFlowKeyWords + 2;

  struct Entry {
    uint32_t key[kWords];
    /** 0 = free. */
    uint32_t id;
    /** In `counting_`. */
    bool isListed;
    int64_t second;
    uint64_t packets;
    uint64_t bytes;
    PacketReference reference;
  };

  struct Freed {
    void operator()(void *memory) const { std::free(memory); }
  };

  Entry *Find(const uint32_t key[kWords]);
  bool MayLearn() const;
  void Learn(Entry *entry, const uint32_t key[kWords]);
  void Emit(Entry *entry);
  void ForgetSilent();

  const FlowLimits limits_;
  const uint32_t mask_;
  const uint64_t seed_;
  /** From calloc: what no flow has been put into takes no memory. */
  const std::unique_ptr<Entry[], Freed> entries_;
  /** Packets often come in runs of one flow. */
  Entry *recent_;
  /** Entries with packets, and some that have been emitted since. */
  std::vector<uint32_t> counting_;
  /** Where packets go when all places near their key are taken by others. */
  PacketReference nowhere_;
  std::vector<uint32_t> newFlows_;
  std::vector<FlowSecond> seconds_;
  uint32_t known_ = 0;
  uint32_t lastId_ = 0;
  uint32_t newInSecond_ = 0;
  int64_t second_ = INT64_MIN;
  uint64_t overLimit_ = 0;
};
