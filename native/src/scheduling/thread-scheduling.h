#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>

/** struct sched_attr as of 3.14, which every kernel takes; glibc has it from 2.41 on only. See sched_setattr(2). */
struct Scheduling {
  uint32_t size = sizeof(Scheduling);
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  /** Of SCHED_OTHER and SCHED_BATCH: the slice in ns, from 6.12 on; 0 = the system's. */
  uint64_t runtime = 0;
  uint64_t deadline = 0;
  uint64_t period = 0;
};

/** Empty with errno. */
std::optional<Scheduling> SchedulingOf(pid_t thread);
/** False with errno. */
bool SetScheduling(pid_t thread, const Scheduling &scheduling);

/**
 * For each thread of this process once, also those that are started meanwhile: what they have, they have from their makers.
 * False with errno: they cannot be listed.
 */
bool ForEachThread(const std::function<void(pid_t)> &visit);
