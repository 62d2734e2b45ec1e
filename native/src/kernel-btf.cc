#include "kernel-btf.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bpf-object.h"
#include "btf-drops.h"
#include "system-error.h"

namespace {

struct BtfCloser {
  void operator()(struct btf *btf) const { btf__free(btf); }
};
using Btf = std::unique_ptr<struct btf, BtfCloser>;

// Megabytes to read and to parse: kept from who asks first, for the tracepoint, to who asks last, for the reasons.
Btf vmlinux;

struct btf *Vmlinux() {
  if (vmlinux) return vmlinux.get();
  struct btf *btf = btf__load_vmlinux_btf();
  if (!libbpf_get_error(btf)) vmlinux.reset(btf);
  return vmlinux.get();
}

// Loaded modules that have BTF. Those without drop reasons of their own cost little: their BTF is small.
std::vector<std::string> Modules() {
  std::vector<std::string> names;
  DIR *directory = opendir("/sys/kernel/btf");
  if (!directory) return names;
  while (const struct dirent *entry = readdir(directory)) {
    const std::string name = entry->d_name;
    if (name[0] != '.' && name != "vmlinux") names.push_back(name);
  }
  closedir(directory);
  return names;
}

Napi::Value DropReasons(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  Napi::Array result = Napi::Array::New(env);
  if (!Vmlinux()) return result;
  const Btf kernel = std::move(vmlinux);
  std::vector<Reason> reasons = ReasonsOf(kernel.get(), 1);
  const uint32_t vmlinuxTypes = TypeCount(kernel.get());
  for (const std::string &name : Modules()) {
    struct btf *module = btf__load_module_btf(name.c_str(), kernel.get());
    if (libbpf_get_error(module)) continue;  // Unloaded since the listing.
    const Btf owner(module);
    for (Reason &reason : ReasonsOf(module, vmlinuxTypes)) reasons.push_back(std::move(reason));
  }
  const std::vector<std::string> subsystems = Subsystems(kernel.get());
  uint32_t count = 0;
  for (const Reason &reason : reasons) {
    const uint32_t subsystem = reason.value >> 16;
    Napi::Object row = Napi::Object::New(env);
    row.Set("value", Napi::Number::New(env, reason.value));
    row.Set("name", Napi::String::New(env, reason.name));
    row.Set("subsystem", Napi::String::New(env, subsystem < subsystems.size() &&
                                                        !subsystems[subsystem].empty()
                                                    ? subsystems[subsystem]
                                                    : std::to_string(subsystem)));
    result.Set(count++, row);
  }
  return result;
}

// May this process trace with BPF at all? Loads (and drops) "return 0". 0 or an errno.
int TryTracingProgram() {
  const struct bpf_insn instructions[] = {
      {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0},
      {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
  };
  union bpf_attr attributes = {};
  attributes.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT;
  attributes.insns = reinterpret_cast<uintptr_t>(instructions);
  attributes.insn_cnt = 2;
  attributes.license = reinterpret_cast<uintptr_t>("GPL");
  const long fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes));
  if (fd < 0) return errno;
  close(static_cast<int>(fd));
  return 0;
}

Napi::Value ExportedTracepointArguments(const Napi::CallbackInfo &info) {
  const int count = TracepointArguments();
  if (count == 0) return Napi::Number::New(info.Env(), 0);
  if (const int error = TryTracingProgram()) throw SystemError(info.Env(), error, "bpf");
  return Napi::Number::New(info.Env(), count);
}

}  // namespace

int TracepointArguments() {
  const struct btf *btf = Vmlinux();
  return btf ? TracepointArgumentsOf(btf) : 0;
}

void ExportKernelBtf(Napi::Env env, Napi::Object exports) {
  exports.Set("tracepointArguments", Napi::Function::New(env, ExportedTracepointArguments));
  exports.Set("dropReasons", Napi::Function::New(env, DropReasons));
}
