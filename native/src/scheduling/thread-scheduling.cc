#include "thread-scheduling.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <set>

std::optional<Scheduling> SchedulingOf(pid_t thread) {
  Scheduling scheduling;
  if (syscall(SYS_sched_getattr, thread, &scheduling, sizeof(scheduling), 0) != 0) return {};
  scheduling.size = sizeof(scheduling);
  return scheduling;
}

bool SetScheduling(pid_t thread, const Scheduling &scheduling) {
  return syscall(SYS_sched_setattr, thread, &scheduling, 0) == 0;
}

bool ForEachThread(const std::function<void(pid_t)> &visit) {
  std::set<pid_t> done;
  size_t before;
  do {
    before = done.size();
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == nullptr) return false;
    while (const struct dirent *entry = readdir(tasks)) {
      const pid_t thread = static_cast<pid_t>(std::atoi(entry->d_name));
      if (thread > 0 && done.insert(thread).second) visit(thread);
    }
    closedir(tasks);
  } while (done.size() > before);
  return true;
}
