#include "scheduling.h"

#include <sched.h>

#include <cerrno>
#include <cstdint>
#include <memory>

#include "../system-error.h"
#include "idle-while-on-time.h"
#include "thread-scheduling.h"

namespace {

constexpr int64_t kMillisecondNs = 1'000'000;
// Ten looks a second cost nothing that could be measured, and sources may wait this long.
constexpr int64_t kLookNs = 100 * kMillisecondNs;

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

std::unique_ptr<IdleWhileOnTime> idling;

int64_t MillisecondsFromNow(const Napi::Value &value) {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 * kMillisecondNs + now.tv_nsec +
         static_cast<int64_t>(value.As<Napi::Number>().DoubleValue() * kMillisecondNs);
}

Napi::Value BeginIdling(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsNumber()) throw Napi::TypeError::New(env, "beginIdling(lateMs)");
  const int64_t lateNs = info[0].As<Napi::Number>().Int64Value() * kMillisecondNs;
  idling = std::make_unique<IdleWhileOnTime>(kLookNs, lateNs);
  return env.Undefined();
}

Napi::Value OnTimeFor(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsNumber()) throw Napi::TypeError::New(env, "onTimeFor(durationMs)");
  if (idling) idling->OnTimeUntil(MillisecondsFromNow(info[0]));
  return env.Undefined();
}

Napi::Value EndIdling(const Napi::CallbackInfo &info) {
  idling.reset();
  return info.Env().Undefined();
}

}  // namespace

void ExportScheduling(Napi::Env env, Napi::Object exports) {
  exports.Set("setScheduling", Napi::Function::New(env, SetSchedulingOfAll, "setScheduling"));
  exports.Set("beginIdling", Napi::Function::New(env, BeginIdling, "beginIdling"));
  exports.Set("onTimeFor", Napi::Function::New(env, OnTimeFor, "onTimeFor"));
  exports.Set("endIdling", Napi::Function::New(env, EndIdling, "endIdling"));
}
