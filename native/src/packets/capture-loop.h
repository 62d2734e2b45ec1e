#pragma once

#include <map>
#include <memory>
#include <vector>

#include "capture-ring.h"
#include "message-writer.h"
#include "packet-books.h"

/** Captures on any number of interfaces, and shares its one thread fairly among them. Wakes up only where packets wait. */
class CaptureLoop {
 public:
  /** CLOCK_MONOTONIC at the session's start; commands come by `commandFd`, which must not block. */
  CaptureLoop(int64_t startMonotonicNs, FlowLimits limits, int commandFd, MessageWriter *out);
  void Open(uint32_t slot, const OpenOptions &options);
  /** No longer wanted, but first what has arrived. */
  void Close(uint32_t slot);
  /** Takes what has arrived by now, to the last packet, then ends the loop. */
  void Stop();
  /** Calls `readCommands` where there may be some, until told to stop. */
  void Run(const std::function<void()> &readCommands);

 private:
  struct Slot {
    explicit Slot(const OpenOptions &options) : ring(options) {}
    CaptureRing ring;
    uint64_t lost = 0;
    uint64_t lostTold = 0;
    int64_t lastWallNs = 0;
    /** CLOCK_MONOTONIC; 0 = it goes on. */
    int64_t closeAtNs = 0;
  };

  bool TakeAll();
  bool TakeBatch(uint32_t number, Slot *slot);
  void SetPace(int64_t workedNs);
  void CloseDue(int64_t nowNs);
  bool IsDrained(int64_t nowNs, bool isDry);
  void Tell(int64_t nowNs);
  void TellBooks(int64_t blocksBeforeNs, int64_t secondsBefore);
  void TellCounts();
  void Finish();
  bool IsHurried() const;

  const int64_t startMonotonicNs_;
  const int epoll_;
  MessageWriter *const out_;
  PacketBooks books_;
  std::map<uint32_t, std::unique_ptr<Slot>> slots_;
  /** CLOCK_REALTIME: packets stamped later are no longer wanted. */
  int64_t stopWallNs_ = INT64_MAX;
  /** CLOCK_MONOTONIC; 0 = no stop yet. */
  int64_t stoppingSinceNs_ = 0;
  bool isCutShort_ = false;
  int64_t paceNs_;
  /** CLOCK_MONOTONIC: packets have been taken since, and the rings were not empty yet. */
  int64_t awakeSinceNs_ = 0;
  int64_t toldBooksAtNs_ = 0;
  int64_t toldCountsAtNs_ = 0;
};
