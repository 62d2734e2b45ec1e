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

void ExportClock(Napi::Env env, Napi::Object exports) {
  exports.Set("monotonicNs", Napi::Function::New(env, MonotonicNs, "monotonicNs"));
  exports.Set("realtimeNs", Napi::Function::New(env, RealtimeNs, "realtimeNs"));
}
