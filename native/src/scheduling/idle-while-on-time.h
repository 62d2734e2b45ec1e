#pragma once

#include <time.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "thread-scheduling.h"

/**
 * Keeps the threads of this process SCHED_IDLE as long as they are on time: they run where nobody else wants to, and whoever
 * wakes up has the CPU at once. Where others leave it no CPU, it has its own weight again for a while, and longer each time that
 * idling was too little. A thread that is not idle looks after that.
 *
 * Only for threads that are SCHED_BATCH and as nice as the recorder makes itself, and where they may become that again: it
 * takes CAP_SYS_NICE, or RLIMIT_NICE.
 */
class IdleWhileOnTime {
 public:
  /**
   * Of the thread that makes it. `lateNs`: it is too late if it is behind time by more than this and what it worked meanwhile;
   * `lookNs`: how often that is looked at.
   */
  IdleWhileOnTime(int64_t lookNs, int64_t lateNs);
  /** Leaves the threads with their own weight. */
  ~IdleWhileOnTime();
  IdleWhileOnTime(const IdleWhileOnTime &) = delete;
  IdleWhileOnTime &operator=(const IdleWhileOnTime &) = delete;

  /** CLOCK_MONOTONIC: the thread is on time until then, and will tell so again. */
  void OnTimeUntil(int64_t dueNs);

 private:
  void Watch();
  bool IsLate(int64_t nowNs);
  bool CanComeBack();
  void SetAll(const Scheduling &scheduling, uint32_t fromPolicy);
  /** False = it is over. */
  bool Pause();

  const int64_t lookNs_;
  const int64_t lateNs_;
  /** CPU time of the thread. */
  clockid_t workClock_;
  std::mutex mutex_;
  int64_t dueNs_ = INT64_MAX;
  int64_t workedNs_ = 0;
  std::condition_variable over_;
  bool isOver_ = false;
  pid_t watcher_ = 0;
  /** How it is where it must not be late. */
  Scheduling own_;
  /** After all else: it starts with the rest in place. */
  std::thread thread_;
};
