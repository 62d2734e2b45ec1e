// What BPF programs of others are loaded and attached: all that bpftool would be asked for.
#include "bpf-programs.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <unistd.h>

#include <vector>

#include "system-error.h"

namespace {

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File &) = delete;
  File &operator=(const File &) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

Napi::Value Instructions(Napi::Env env, const File &program, uint32_t bytes) {
  std::vector<uint8_t> buffer(bytes);
  struct bpf_prog_info info = {};
  info.xlated_prog_len = bytes;
  info.xlated_prog_insns = reinterpret_cast<uintptr_t>(buffer.data());
  uint32_t size = sizeof(info);
  if (bpf_obj_get_info_by_fd(program.fd(), &info, &size) != 0)
    throw SystemError(env, errno, "bpf(BPF_OBJ_GET_INFO_BY_FD)");
  // The kernel takes the pointer away where addresses in the instructions are not for this process.
  if (info.xlated_prog_insns == 0) return env.Undefined();
  Napi::Uint8Array instructions = Napi::Uint8Array::New(env, bytes);
  std::copy(buffer.begin(), buffer.end(), instructions.Data());
  return instructions;
}

// bpfProgram(id): undefined once it is unloaded.
Napi::Value BpfProgram(const Napi::CallbackInfo &call) {
  Napi::Env env = call.Env();
  if (call.Length() < 1 || !call[0].IsNumber())
    throw Napi::TypeError::New(env, "bpfProgram(id): id must be a number");
  const File program(bpf_prog_get_fd_by_id(call[0].As<Napi::Number>().Uint32Value()));
  if (program.fd() < 0) {
    if (errno == ENOENT) return env.Undefined();
    throw SystemError(env, errno, "bpf(BPF_PROG_GET_FD_BY_ID)");
  }
  struct bpf_prog_info info = {};
  uint32_t size = sizeof(info);
  if (bpf_obj_get_info_by_fd(program.fd(), &info, &size) != 0)
    throw SystemError(env, errno, "bpf(BPF_OBJ_GET_INFO_BY_FD)");
  Napi::Object facts = Napi::Object::New(env);
  facts.Set("name", Napi::String::New(env, info.name));
  facts.Set("instructions", Instructions(env, program, info.xlated_prog_len));
  return facts;
}

// cgroupPrograms(path, attachType): ids of the programs attached to that very cgroup.
Napi::Value CgroupPrograms(const Napi::CallbackInfo &call) {
  Napi::Env env = call.Env();
  if (call.Length() < 2 || !call[0].IsString() || !call[1].IsNumber())
    throw Napi::TypeError::New(env, "cgroupPrograms(path, attachType): a string and a number");
  const std::string path = call[0].As<Napi::String>().Utf8Value();
  const File cgroup(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (cgroup.fd() < 0) throw SystemError(env, errno, "open", path);
  // The kernel attaches no more than BPF_CGROUP_MAX_PROGS to one cgroup.
  uint32_t ids[64];
  uint32_t count = sizeof(ids) / sizeof(*ids);
  const auto type = static_cast<enum bpf_attach_type>(call[1].As<Napi::Number>().Uint32Value());
  uint32_t flags = 0;
  if (bpf_prog_query(cgroup.fd(), type, 0, &flags, ids, &count) != 0)
    throw SystemError(env, errno, "bpf(BPF_PROG_QUERY)", path);
  Napi::Array programs = Napi::Array::New(env, count);
  for (uint32_t i = 0; i < count; i++) programs.Set(i, Napi::Number::New(env, ids[i]));
  return programs;
}

}  // namespace

void ExportBpfPrograms(Napi::Env env, Napi::Object exports) {
  exports.Set("bpfProgram", Napi::Function::New(env, BpfProgram, "bpfProgram"));
  exports.Set("cgroupPrograms", Napi::Function::New(env, CgroupPrograms, "cgroupPrograms"));
}
