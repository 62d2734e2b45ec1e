#include "clock.h"

#include <time.h>

#include "system-error.h"

static Napi::Value Nanoseconds(const Napi::CallbackInfo &info, clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) throw SystemError(info.Env(), errno, "clock_gettime");
  const int64_t ns = static_cast<int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
  return Napi::BigInt::New(info.Env(), ns);
}

static Napi::Value MonotonicNs(const Napi::CallbackInfo &info) {
  return Nanoseconds(info, CLOCK_MONOTONIC);
}

static Napi::Value RealtimeNs(const Napi::CallbackInfo &info) {
  return Nanoseconds(info, CLOCK_REALTIME);
}

// Of the calling thread: a number, for it is asked for many times a second.
static Napi::Value ThreadCpuNs(const Napi::CallbackInfo &info) {
  struct timespec used;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) != 0)
    throw SystemError(info.Env(), errno, "clock_gettime");
  return Napi::Number::New(info.Env(), used.tv_sec * 1e9 + used.tv_nsec);
}

void ExportClock(Napi::Env env, Napi::Object exports) {
  exports.Set("monotonicNs", Napi::Function::New(env, MonotonicNs, "monotonicNs"));
  exports.Set("realtimeNs", Napi::Function::New(env, RealtimeNs, "realtimeNs"));
  exports.Set("threadCpuNs", Napi::Function::New(env, ThreadCpuNs, "threadCpuNs"));
}
