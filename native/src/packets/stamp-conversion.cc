#include "stamp-conversion.h"

#include <algorithm>
#include <cstdlib>

namespace {

// We may be interrupted between readings of the two clocks, and NTP slews by half a millisecond a second: more is a step.
constexpr int64_t kStepNs = 20'000'000;
// After a step, old stamps may still come out of buffers for this long.
constexpr int64_t kSettleNs = 2'000'000'000;
// Stamps of packets taken on several CPUs may be out of order by this much; more is a step.
constexpr int64_t kReorderNs = 1'000'000;

}  // namespace

void StampConversion::BeginBatch(int64_t wallNs, int64_t sessionNs) {
  nowNs_ = sessionNs;
  newestOffset_ = sessionNs - wallNs;
  if (!isBegun_ || std::llabs(newestOffset_ - usedOffset_) < kStepNs) {
    isBegun_ = true;
    usedOffset_ = newestOffset_;
    settledAtNs_ = nowNs_ + kSettleNs;
  } else if (nowNs_ > settledAtNs_) {
    usedOffset_ = newestOffset_;
  }
}

int64_t StampConversion::ToSession(int64_t wallNs) {
  int64_t at = wallNs + usedOffset_;
  const bool isImpossible = at > nowNs_ + kStepNs || at < lastNs_ - kReorderNs;
  if (isImpossible && usedOffset_ != newestOffset_) {
    usedOffset_ = newestOffset_;
    at = wallNs + usedOffset_;
  }
  // Packets may have come since the clocks were read.
  lastNs_ = std::max(lastNs_, std::min(at, nowNs_ + kStepNs));
  return lastNs_;
}
