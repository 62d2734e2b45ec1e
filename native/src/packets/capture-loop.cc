#include "capture-loop.h"

#include <sched.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace {

constexpr int64_t kMillisecondNs = 1'000'000;
constexpr int64_t kSecondNs = 1000 * kMillisecondNs;
// Until all that had arrived is out of the kernel's blocks, and when to give up on traffic that never lets us get there.
constexpr int64_t kDrainNs = (kBlockTimeoutMs + 50) * kMillisecondNs;
constexpr int64_t kMaxDrainNs = 500 * kMillisecondNs;
// Packets of one interface before the others have their turn.
constexpr int kBatch = 16;
// So long we keep the CPU from whoever waits for it: the kernel may let us have it until its next tick.
constexpr int64_t kTurnNs = kMillisecondNs / 100;
// Rings of a flood fill in some tenths of a second: who has not emptied them after this long offers the CPU to nobody.
constexpr int64_t kLateNs = 40 * kMillisecondNs;
// Between two looks at the rings we sleep: to be woken for each of the kernel's blocks would cost more than the packets do.
constexpr int64_t kMinPaceNs = 5 * kMillisecondNs;
constexpr int64_t kMaxPaceNs = 50 * kMillisecondNs;
constexpr int64_t kLongTurnNs = kMillisecondNs / 10;
// While something is about to end, or waits for the recorder.
constexpr int kHurryMs = 10;
constexpr int64_t kTellBooksEveryNs = 100 * kMillisecondNs;
constexpr int64_t kTellCountsEveryNs = kSecondNs;
// A block that fills slowly is told of after this long.
constexpr int64_t kBlockAgeNs = kSecondNs;

int64_t Now(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * kSecondNs + now.tv_nsec;
}

void Watch(int epoll, int fd) {
  epoll_event ready = {};
  ready.events = EPOLLIN;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ready) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

}  // namespace

CaptureLoop::CaptureLoop(int64_t startMonotonicNs, FlowLimits limits, int commandFd,
                         MessageWriter *out)
    : startMonotonicNs_(startMonotonicNs),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      out_(out),
      books_(limits, [out](const PacketBlock &block) { out->Packets(block); }),
      paceNs_(kMaxPaceNs) {
  Watch(epoll_, commandFd);
}

void CaptureLoop::Open(uint32_t number, const OpenOptions &options) {
  try {
    auto slot = std::make_unique<Slot>(options);
    const int link = slot->ring.link();
    Watch(epoll_, slot->ring.fd());
    books_.Open(number, link);
    slots_.emplace(number, std::move(slot));
    out_->Opened(number, link);
  } catch (const OpenFailure &failure) {
    out_->Failed(number, failure.what(), failure.isFilter);
  } catch (const std::system_error &failure) {
    out_->Failed(number, failure.what(), false);
  }
}

void CaptureLoop::Close(uint32_t number) {
  const auto found = slots_.find(number);
  if (found != slots_.end()) found->second->closeAtNs = Now(CLOCK_MONOTONIC) + kDrainNs;
}

void CaptureLoop::Stop() {
  if (stoppingSinceNs_ != 0) return;
  stopWallNs_ = Now(CLOCK_REALTIME);
  stoppingSinceNs_ = Now(CLOCK_MONOTONIC);
  // What is lost while draining came after the stop and is no loss.
  for (auto &[number, slot] : slots_) slot->lost = slot->ring.Lost();
}

void CaptureLoop::Run(const std::function<void()> &readCommands) {
  for (bool isDry = true;;) {
    const int waitMs = IsHurried() ? kHurryMs : static_cast<int>(kTellCountsEveryNs / kMillisecondNs);
    epoll_event event;
    if (epoll_wait(epoll_, &event, 1, waitMs) < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "epoll_wait");
    // What was late before stays so.
    if (isDry) awakeSinceNs_ = Now(CLOCK_MONOTONIC);
    readCommands();
    isDry = TakeAll();
    const int64_t nowNs = Now(CLOCK_MONOTONIC);
    CloseDue(nowNs);
    if (IsDrained(nowNs, isDry)) return Finish();
    Tell(nowNs);
    out_->Flush();
    const timespec pace = {0, IsHurried() ? std::min(paceNs_, kHurryMs * kMillisecondNs) : paceNs_};
    nanosleep(&pace, nullptr);
  }
}

bool CaptureLoop::IsHurried() const {
  return stoppingSinceNs_ != 0 || out_->isWaiting() ||
         std::any_of(slots_.begin(), slots_.end(),
                     [](const auto &entry) { return entry.second->closeAtNs != 0; });
}

/** Empties the rings, a batch of each in turn; false = packets come too fast for that. */
bool CaptureLoop::TakeAll() {
  const int64_t sinceNs = Now(CLOCK_MONOTONIC);
  int64_t turnSinceNs = sinceNs;
  int64_t workedNs = 0;
  std::vector<uint32_t> busy;
  for (const auto &[number, slot] : slots_) busy.push_back(number);
  while (!busy.empty()) {
    std::vector<uint32_t> more;
    for (const uint32_t number : busy) {
      if (TakeBatch(number, slots_.at(number).get())) more.push_back(number);
      const int64_t turnNs = Now(CLOCK_MONOTONIC) - turnSinceNs;
      if (turnNs < kTurnNs) continue;
      workedNs += turnNs;
      if (Now(CLOCK_MONOTONIC) - awakeSinceNs_ < kLateNs) sched_yield();
      turnSinceNs = Now(CLOCK_MONOTONIC);
    }
    busy.swap(more);
    // Commands and counts have their turn, too.
    if (turnSinceNs - sinceNs > kTellBooksEveryNs) break;
  }
  SetPace(workedNs + Now(CLOCK_MONOTONIC) - turnSinceNs);
  return busy.empty();
}

bool CaptureLoop::TakeBatch(uint32_t number, Slot *slot) {
  const int64_t sessionNs = Now(CLOCK_MONOTONIC) - startMonotonicNs_;
  books_.BeginBatch(number, Now(CLOCK_REALTIME), sessionNs);
  const bool isMore = slot->ring.Take(kBatch, [&](const CapturedPacket &packet) {
    slot->lastWallNs = packet.wallNs;
    if (packet.wallNs > stopWallNs_) return;
    books_.Add(number, packet.wallNs, packet.length, packet.bytes, packet.captured);
  });
  return isMore;
}

/** So that no ring is more than a quarter full when we look again, and nobody waits long for the CPU meanwhile. */
void CaptureLoop::SetPace(int64_t workedNs) {
  double most = 0;
  for (auto &[number, slot] : slots_) most = std::max(most, slot->ring.TakenPart());
  if (most > 1.0 / 4 || workedNs > kLongTurnNs)
    paceNs_ = std::max(kMinPaceNs, paceNs_ / 2);
  else if (most < 1.0 / 16 && workedNs < kLongTurnNs / 4)
    paceNs_ = std::min(kMaxPaceNs, paceNs_ + paceNs_ / 4);
}

void CaptureLoop::CloseDue(int64_t nowNs) {
  for (auto next = slots_.begin(); next != slots_.end();) {
    const auto here = next++;
    const auto &[number, slot] = *here;
    if (slot->closeAtNs == 0 || slot->closeAtNs > nowNs) continue;
    books_.Close(number);
    TellBooks(0, 0);
    TellCounts();
    slots_.erase(here);
  }
}

/** Once what had arrived is out; in a flood that never ends, once later packets have come of each. */
bool CaptureLoop::IsDrained(int64_t nowNs, bool isDry) {
  const int64_t sinceNs = nowNs - stoppingSinceNs_;
  if (stoppingSinceNs_ == 0 || sinceNs < kDrainNs) return false;
  const bool isBehind =
      !isDry && std::any_of(slots_.begin(), slots_.end(), [this](const auto &entry) {
        return entry.second->lastWallNs <= stopWallNs_;
      });
  if (isBehind && sinceNs < kMaxDrainNs) return false;
  isCutShort_ = isBehind;
  return true;
}

void CaptureLoop::Tell(int64_t nowNs) {
  if (nowNs - toldBooksAtNs_ >= kTellBooksEveryNs) {
    toldBooksAtNs_ = nowNs;
    const int64_t sessionNs = nowNs - startMonotonicNs_;
    // One second more: what other rings still hold may be of the second before.
    TellBooks(sessionNs - kBlockAgeNs, sessionNs / kSecondNs - 1);
  }
  if (nowNs - toldCountsAtNs_ >= kTellCountsEveryNs) {
    toldCountsAtNs_ = nowNs;
    TellCounts();
  }
}

void CaptureLoop::TellBooks(int64_t blocksBeforeNs, int64_t secondsBefore) {
  books_.Flush(blocksBeforeNs, secondsBefore);
  out_->NewFlows(books_.flows().TakeNewFlows());
  out_->Seconds(books_.flows().TakeSeconds());
}

void CaptureLoop::TellCounts() {
  std::vector<SlotLoss> losses;
  for (auto &[number, slot] : slots_) {
    if (stoppingSinceNs_ == 0) slot->lost = slot->ring.Lost();
    if (slot->lost == slot->lostTold) continue;
    slot->lostTold = slot->lost;
    losses.push_back({number, slot->lost});
  }
  const double cpuMs = static_cast<double>(Now(CLOCK_PROCESS_CPUTIME_ID)) / kMillisecondNs;
  out_->Counts(cpuMs, books_.flows().overLimit(), losses);
}

void CaptureLoop::Finish() {
  TellBooks(INT64_MAX, INT64_MAX);
  TellCounts();
  out_->Stopped(isCutShort_);
  out_->Drain();
}
