#include "read-file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

// readFile(path, into): bytes read, all that fit; a negative errno if the file cannot be opened or read. A recorder looks
// for files that this kernel may not have several times a second, and an exception each time costs more than the look.
static Napi::Value ReadFile(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 2 || !info[0].IsString() || !info[1].IsTypedArray())
    throw Napi::TypeError::New(env, "readFile(path, into)");
  const std::string path = info[0].As<Napi::String>();
  auto into = info[1].As<Napi::Uint8Array>();
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Napi::Number::New(env, -errno);
  size_t length = 0;
  int error = 0;
  while (length < into.ByteLength()) {
    const ssize_t count = read(fd, into.Data() + length, into.ByteLength() - length);
    if (count == 0) break;
    if (count < 0) {
      if (errno == EINTR) continue;
      error = errno;
      break;
    }
    length += count;
  }
  close(fd);
  return Napi::Number::New(env, error != 0 ? -error : static_cast<double>(length));
}

void ExportReadFile(Napi::Env env, Napi::Object exports) {
  exports.Set("readFile", Napi::Function::New(env, ReadFile, "readFile"));
}
