#include "netns.h"

#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "system-error.h"

// Headers of Ubuntu 22.04 and older lack it.
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

static Napi::Value SetNetns(const Napi::CallbackInfo &info) {
  if (info.Length() < 1 || !info[0].IsNumber())
    throw Napi::TypeError::New(info.Env(), "setNetns(fd): fd must be a number");
  if (setns(info[0].As<Napi::Number>().Int32Value(), CLONE_NEWNET) != 0)
    throw SystemError(info.Env(), errno, "setns");
  return info.Env().Undefined();
}

static Napi::Value NetnsCookie(const Napi::CallbackInfo &info) {
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw SystemError(info.Env(), errno, "socket");
  uint64_t cookie = 0;
  socklen_t length = sizeof(cookie);
  const int result = getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length);
  close(fd);
  // Before 5.14 the option does not exist.
  if (result != 0) return info.Env().Undefined();
  return Napi::BigInt::New(info.Env(), cookie);
}

void ExportNetns(Napi::Env env, Napi::Object exports) {
  exports.Set("setNetns", Napi::Function::New(env, SetNetns, "setNetns"));
  exports.Set("netnsCookie", Napi::Function::New(env, NetnsCookie, "netnsCookie"));
}
