#pragma once

#include <cstdint>

/**
 * Converts the wall-clock stamps of one interface's packets to session time. A step of the wall clock must not tear the
 * timeline, also not while packets stamped before it are still on their way.
 */
class StampConversion {
 public:
  /** Both clocks read at once, before packets that are there already are converted. */
  void BeginBatch(int64_t wallNs, int64_t sessionNs);
  /** Never before an earlier packet's by mere disorder, and never later than a moment from now. */
  int64_t ToSession(int64_t wallNs);

 private:
  bool isBegun_ = false;
  /** Session time less wall-clock time, as used so far and as it is now. */
  int64_t usedOffset_ = 0;
  int64_t newestOffset_ = 0;
  int64_t nowNs_ = 0;
  int64_t settledAtNs_ = 0;
  int64_t lastNs_ = 0;
};
