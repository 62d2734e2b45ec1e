#pragma once
#include <napi.h>

#include <string>

// An Error as Node's own: `code` is the errno name, `errno` negative, `syscall` what was called.
Napi::Error SystemError(Napi::Env env, int errorNumber, const char *syscall,
                        const std::string &detail = "");
