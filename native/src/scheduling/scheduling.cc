#include "scheduling.h"

#include <sched.h>

#include <cerrno>
#include <cstdint>

#include "../system-error.h"
#include "thread-scheduling.h"

namespace {

struct Change {
  uint32_t fromPolicy;
  Scheduling to;
};

// Of one thread, counted if that was done. One with another policy than `fromPolicy` keeps it. False with errno.
bool ChangeThread(pid_t thread, const Change &change, uint32_t *changed) {
  const std::optional<Scheduling> before = SchedulingOf(thread);
  if (!before) return false;
  if (before->policy != change.fromPolicy) return true;
  bool isDone = SetScheduling(thread, change.to);
  if (!isDone && errno == EPERM) {
    // To be less nice again takes CAP_SYS_NICE.
    Scheduling asNice = change.to;
    asNice.nice = before->nice;
    isDone = SetScheduling(thread, asNice);
  }
  if (isDone) ++*changed;
  return isDone;
}

Napi::Value SetSchedulingOfAll(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 3 || !info[0].IsBoolean() || !info[1].IsNumber() || !info[2].IsNumber())
    throw Napi::TypeError::New(env, "setScheduling(isBatch, sliceNs, nice)");
  const bool isBatch = info[0].As<Napi::Boolean>();
  Change change = {isBatch ? uint32_t{SCHED_OTHER} : uint32_t{SCHED_BATCH}, {}};
  change.to.policy = isBatch ? SCHED_BATCH : SCHED_OTHER;
  change.to.runtime = static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value());
  change.to.nice = info[2].As<Napi::Number>();
  uint32_t changed = 0;
  int error = 0;
  const bool isListed = ForEachThread([&](pid_t thread) {
    if (!ChangeThread(thread, change, &changed) && errno != ESRCH) error = errno;
  });
  if (!isListed) throw SystemError(env, errno, "opendir");
  // What was done must be known, so that it can be undone.
  if (error != 0 && changed == 0) throw SystemError(env, error, "sched_setattr");
  return Napi::Number::New(env, changed);
}

}  // namespace

void ExportScheduling(Napi::Env env, Napi::Object exports) {
  exports.Set("setScheduling", Napi::Function::New(env, SetSchedulingOfAll, "setScheduling"));
}
