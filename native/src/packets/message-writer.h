#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

#include "flow-seconds.h"
#include "packet-books.h"

/** Packets that found the kernel's buffer full since the slot was opened. */
struct SlotLoss {
  uint32_t slot;
  uint64_t lost;
};

/** Writes to the recorder what capture/packet-sources/capture-protocol.ts reads; it must stay the same. */
class MessageWriter {
 public:
  /** What `fd` does not take at once waits here, up to a limit; beyond that, writing waits. */
  explicit MessageWriter(int fd);
  void Ready();
  void Opened(uint32_t slot, int link);
  void Failed(uint32_t slot, const std::string &why, bool isFilter);
  void Packets(const PacketBlock &block);
  void NewFlows(const std::vector<uint32_t> &words);
  void Seconds(const std::vector<FlowSecond> &seconds);
  /** `overLimit`: packets, from the start on, of flows beyond the limits. */
  void Counts(double cpuMs, uint64_t overLimit, const std::vector<SlotLoss> &losses);
  void Stopped(bool isCutShort);
  bool isWaiting() const { return !waiting_.empty(); }
  /** Hands over as much of what waits as is taken at once. */
  void Flush();
  /** Hands over all that waits, and waits for that. */
  void Drain();

 private:
  void Write(uint32_t kind, uint32_t slot, uint32_t number, const void *body, size_t bytes);
  void Write(std::initializer_list<iovec> parts);
  /** What is taken at once; `rest` is what is not. */
  void WriteSome(std::vector<iovec> *rest);
  void AwaitRoom();

  const int fd_;
  std::deque<std::vector<uint8_t>> waiting_;
  size_t waitingBytes_ = 0;
  /** Of the first that waits. */
  size_t taken_ = 0;
};
