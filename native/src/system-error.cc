#include "system-error.h"

#include <uv.h>

#include <cstring>

Napi::Error SystemError(Napi::Env env, int errorNumber, const char *syscall,
                        const std::string &detail) {
  std::string message = std::string(syscall) + ": " + std::strerror(errorNumber);
  if (!detail.empty()) message += ": " + detail;
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, uv_err_name(-errorNumber)));
  error.Set("errno", Napi::Number::New(env, -errorNumber));
  error.Set("syscall", Napi::String::New(env, syscall));
  return error;
}
