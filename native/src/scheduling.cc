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

// Of one thread. One that the user gave another policy keeps it. False with errno.
bool SetOfThread(pid_t thread, uint64_t sliceNs, int32_t nice) {
  Attributes attributes;
  if (syscall(SYS_sched_getattr, thread, &attributes, sizeof(attributes), 0) != 0) return false;
  if (attributes.policy != SCHED_OTHER) return true;
  attributes.size = sizeof(attributes);
  attributes.runtime = sliceNs;
  const int32_t before = attributes.nice;
  attributes.nice = nice;
  if (syscall(SYS_sched_setattr, thread, &attributes, 0) == 0) return true;
  if (errno != EPERM) return false;
  // To be less nice again takes CAP_SYS_NICE.
  attributes.nice = before;
  return syscall(SYS_sched_setattr, thread, &attributes, 0) == 0;
}

// What threads that are started meanwhile have, they have from their makers: looked for until there is no new one.
Napi::Value SetScheduling(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 2 || !info[0].IsNumber() || !info[1].IsNumber())
    throw Napi::TypeError::New(env, "setScheduling(sliceNs, nice)");
  const int64_t sliceNs = info[0].As<Napi::Number>();
  const int32_t nice = info[1].As<Napi::Number>();
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
      if (!SetOfThread(thread, sliceNs, nice) && errno != ESRCH) error = errno;
    }
    closedir(tasks);
    if (error != 0) throw SystemError(env, error, "sched_setattr");
  } while (done.size() > before);
  return env.Undefined();
}

}  // namespace

void ExportScheduling(Napi::Env env, Napi::Object exports) {
  exports.Set("setScheduling", Napi::Function::New(env, SetScheduling, "setScheduling"));
}
