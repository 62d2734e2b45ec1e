#include "memory.h"

#include <malloc.h>

// glibc keeps what was freed, in an arena for each of node's threads: after a burst for as long as the process lives.
static Napi::Value TrimMemory(const Napi::CallbackInfo &info) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return info.Env().Undefined();
}

void ExportMemory(Napi::Env env, Napi::Object exports) {
  exports.Set("trimMemory", Napi::Function::New(env, TrimMemory, "trimMemory"));
}
