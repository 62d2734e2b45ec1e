#include "idle-while-on-time.h"

#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace {

constexpr int64_t kSecondNs = 1'000'000'000;
// As capture/recorder/yielding.ts has it: with less it was somebody else who wanted SCHED_BATCH.
constexpr int32_t kLeastNice = 5;
// With its own weight, before it tries to idle again: it may only have waited on the wrong CPU. Doubled each time that it idled
// for less than ten times as long.
constexpr int64_t kFirstHoldNs = kSecondNs / 4;
constexpr int64_t kLongestHoldNs = 64 * kSecondNs;

int64_t Now(clockid_t clock = CLOCK_MONOTONIC) {
  timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * kSecondNs + now.tv_nsec;
}

Scheduling Idle(int32_t nice) {
  Scheduling idle;
  idle.policy = SCHED_IDLE;
  idle.nice = nice;
  return idle;
}

}  // namespace

IdleWhileOnTime::IdleWhileOnTime(int64_t lookNs, int64_t lateNs)
    : lookNs_(lookNs), lateNs_(lateNs) {
  pthread_getcpuclockid(pthread_self(), &workClock_);
  thread_ = std::thread([this] { Watch(); });
}

IdleWhileOnTime::~IdleWhileOnTime() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    isOver_ = true;
  }
  over_.notify_one();
  thread_.join();
}

void IdleWhileOnTime::OnTimeUntil(int64_t dueNs) {
  const int64_t workedNs = Now(workClock_);
  const std::lock_guard<std::mutex> lock(mutex_);
  dueNs_ = dueNs;
  workedNs_ = workedNs;
}

/** To have more weight helps who waits for the CPU, not who has it and much to do. */
bool IdleWhileOnTime::IsLate(int64_t nowNs) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return nowNs > dueNs_ && nowNs - dueNs_ - (Now(workClock_) - workedNs_) > lateNs_;
}

void IdleWhileOnTime::Watch() {
  watcher_ = static_cast<pid_t>(syscall(SYS_gettid));
  if (!CanComeBack()) return;
  const Scheduling idle = Idle(own_.nice);
  bool isIdle = false;
  int64_t idleSinceNs = 0;
  int64_t lateAtNs = -kLongestHoldNs;
  int64_t holdNs = kFirstHoldNs;
  do {
    const int64_t nowNs = Now();
    if (IsLate(nowNs)) {
      if (isIdle)
        holdNs = nowNs - idleSinceNs < 10 * holdNs ? std::min(2 * holdNs, kLongestHoldNs) : kFirstHoldNs;
      if (isIdle) SetAll(own_, SCHED_IDLE);
      isIdle = false;
      lateAtNs = nowNs;
    } else if (!isIdle && nowNs - lateAtNs > holdNs) {
      SetAll(idle, SCHED_BATCH);
      isIdle = true;
      idleSinceNs = nowNs;
    }
  } while (Pause());
  SetAll(own_, SCHED_IDLE);
}

/** Tried with the thread that watches: if it has to stay idle it has nothing to do. */
bool IdleWhileOnTime::CanComeBack() {
  const std::optional<Scheduling> own = SchedulingOf(0);
  if (!own || own->policy != SCHED_BATCH || own->nice < kLeastNice) return false;
  own_ = *own;
  return SetScheduling(0, Idle(own_.nice)) && SetScheduling(0, own_);
}

void IdleWhileOnTime::SetAll(const Scheduling &scheduling, uint32_t fromPolicy) {
  ForEachThread([&](pid_t thread) {
    const std::optional<Scheduling> now = SchedulingOf(thread);
    if (thread != watcher_ && now && now->policy == fromPolicy) (void)SetScheduling(thread, scheduling);
  });
}

bool IdleWhileOnTime::Pause() {
  std::unique_lock<std::mutex> lock(mutex_);
  return !over_.wait_for(lock, std::chrono::nanoseconds(lookNs_), [this] { return isOver_; });
}
