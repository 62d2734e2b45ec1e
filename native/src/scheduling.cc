#include "scheduling.h"

#include <dirent.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "system-error.h"

namespace {

// struct sched_attr as of 3.14, which every kernel takes; glibc has it from 2.41 on only.
struct Attributes {
  uint32_t size = sizeof(Attributes);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;
  uint64_t deadline = 0;
  uint64_t period = 0;
};

struct Change {
  uint32_t fromPolicy;
  uint32_t toPolicy;
  uint64_t sliceNs;
  int32_t nice;
};

// Of one thread, counted if that was done. One with another policy than `fromPolicy` keeps it. False with errno.
bool SetOfThread(pid_t thread, const Change &change, uint32_t *changed) {
  Attributes attributes;
  if (syscall(SYS_sched_getattr, thread, &attributes, sizeof(attributes), 0) != 0) return false;
  if (attributes.policy != change.fromPolicy) return true;
  attributes.size = sizeof(attributes);
  attributes.policy = change.toPolicy;
  attributes.runtime = change.sliceNs;
  const int32_t before = attributes.nice;
  attributes.nice = change.nice;
  bool isDone = syscall(SYS_sched_setattr, thread, &attributes, 0) == 0;
  if (!isDone && errno == EPERM) {
    // To be less nice again takes CAP_SYS_NICE.
    attributes.nice = before;
    isDone = syscall(SYS_sched_setattr, thread, &attributes, 0) == 0;
  }
  if (isDone) ++*changed;
  return isDone;
}

// What threads that are started meanwhile have, they have from their makers: looked for until there is no new one.
Napi::Value SetScheduling(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 3 || !info[0].IsBoolean() || !info[1].IsNumber() || !info[2].IsNumber())
    throw Napi::TypeError::New(env, "setScheduling(isBatch, sliceNs, nice)");
  const bool isBatch = info[0].As<Napi::Boolean>();
  const Change change = {
      isBatch ? uint32_t{SCHED_OTHER} : uint32_t{SCHED_BATCH},
      isBatch ? uint32_t{SCHED_BATCH} : uint32_t{SCHED_OTHER},
      static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value()),
      info[2].As<Napi::Number>(),
  };
  uint32_t changed = 0;
  std::set<pid_t> done;
  size_t before;
  do {
    before = done.size();
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == nullptr) throw SystemError(env, errno, "opendir");
    int error = 0;
    while (const struct dirent *entry = readdir(tasks)) {
      const pid_t thread = static_cast<pid_t>(std::atoi(entry->d_name));
      if (thread <= 0 || !done.insert(thread).second) continue;
      if (!SetOfThread(thread, change, &changed) && errno != ESRCH) error = errno;
    }
    closedir(tasks);
    // What was done must be known, so that it can be undone.
    if (error != 0 && changed == 0) throw SystemError(env, error, "sched_setattr");
  } while (done.size() > before);
  return Napi::Number::New(env, changed);
}

}  // namespace

void ExportScheduling(Napi::Env env, Napi::Object exports) {
  exports.Set("setScheduling", Napi::Function::New(env, SetScheduling, "setScheduling"));
}
