#include "capabilities.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "system-error.h"

#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_RAISE 2
#define PR_CAP_AMBIENT_LOWER 3
#endif

namespace {

// A capability can be ambient only if it is permitted and inheritable; the latter may be had without any privilege. Those
// that were inheritable at first stay so.
bool MakeInheritable(uint64_t capabilities) {
  static uint32_t first[2];
  static bool isFirst = true;
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2];
  if (syscall(SYS_capget, &header, sets) != 0) return false;
  for (int half = 0; half < 2; half++) {
    if (isFirst) first[half] = sets[half].inheritable;
    const uint32_t wanted = static_cast<uint32_t>(capabilities >> (32 * half));
    sets[half].inheritable = first[half] | (wanted & sets[half].permitted);
  }
  isFirst = false;
  return syscall(SYS_capset, &header, sets) == 0;
}

// Of the calling thread: those in the mask that it is permitted become ambient, all others no longer are.
Napi::Value SetAmbientCapabilities(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsBigInt())
    throw Napi::TypeError::New(env, "setAmbientCapabilities(mask)");
  bool lossless;
  const uint64_t mask = info[0].As<Napi::BigInt>().Uint64Value(&lossless);
  if (!MakeInheritable(mask)) throw SystemError(env, errno, "capset");
  for (int capability = 0; capability < 64; capability++) {
    const int action = mask >> capability & 1 ? PR_CAP_AMBIENT_RAISE : PR_CAP_AMBIENT_LOWER;
    // EINVAL: this kernel has no more of them.
    if (prctl(PR_CAP_AMBIENT, action, capability, 0, 0) != 0 && errno != EINVAL)
      throw SystemError(env, errno, "prctl", "PR_CAP_AMBIENT");
  }
  return env.Undefined();
}

}  // namespace

void ExportCapabilities(Napi::Env env, Napi::Object exports) {
  exports.Set("setAmbientCapabilities",
              Napi::Function::New(env, SetAmbientCapabilities, "setAmbientCapabilities"));
}
