#include "pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "system-error.h"

// openPipe(bytes): [descriptor to read from, descriptor to write to], closed in programs that are started. Node's own pipes to
// children are sockets, which come with their own memory for each reading.
static Napi::Value OpenPipe(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsNumber()) throw Napi::TypeError::New(env, "openPipe(bytes)");
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw SystemError(env, errno, "pipe2");
  // Beyond /proc/sys/fs/pipe-max-size only root may: then it has the size that the system gives.
  (void)fcntl(ends[1], F_SETPIPE_SZ, info[0].As<Napi::Number>().Int32Value());
  Napi::Array result = Napi::Array::New(env, 2);
  result[0u] = Napi::Number::New(env, ends[0]);
  result[1u] = Napi::Number::New(env, ends[1]);
  return result;
}

void ExportPipe(Napi::Env env, Napi::Object exports) {
  exports.Set("openPipe", Napi::Function::New(env, OpenPipe, "openPipe"));
}
