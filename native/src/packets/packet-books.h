#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>

#include "flow-seconds.h"
#include "packet-deltas.h"
#include "stamp-conversion.h"

/** Packets of one interface, as a row of `packet_block` has them. */
struct PacketBlock {
  uint32_t slot;
  int64_t fromNs;
  int64_t toNs;
  uint32_t packets;
  uint64_t wireBytes;
  /** As long as `BlockSink` is called with it. */
  PacketDeltas::Bytes data;
};

using BlockSink = std::function<void(const PacketBlock &)>;

/** Where captured packets are booked: blocks by interface, and counts by flow and second. */
class PacketBooks {
 public:
  /** `sink` is given each block that is finished. */
  PacketBooks(FlowLimits limits, BlockSink sink);
  /** A slot stands for one interface being captured; its number is never used again. `link`: libpcap link type. */
  void Open(uint32_t slot, int link);
  /** Both clocks at once, before packets that are there already are added. */
  void BeginBatch(uint32_t slot, int64_t wallNs, int64_t sessionNs);
  void Add(uint32_t slot, int64_t wallNs, uint32_t length, const uint8_t *bytes,
           uint32_t captured);
  /** No more packets will come of it. */
  void Close(uint32_t slot);
  /** Finishes blocks whose first packet is older than `beforeNs`, and moves out seconds before `beforeSecond`. */
  void Flush(int64_t beforeNs, int64_t beforeSecond);

  FlowSeconds &flows() { return flows_; }

 private:
  struct Slot {
    uint32_t number;
    int link;
    StampConversion stamps;
    PacketDeltas deltas;
    int64_t fromNs = 0;
    int64_t toNs = 0;
    uint64_t wireBytes = 0;
  };

  Slot *At(uint32_t number);
  void Finish(Slot *slot);

  const BlockSink sink_;
  FlowSeconds flows_;
  std::unordered_map<uint32_t, std::unique_ptr<Slot>> slots_;
  /** Packets come in batches of one slot. */
  Slot *recent_ = nullptr;
};
