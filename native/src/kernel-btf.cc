#include "kernel-btf.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "bpf-object.h"
#include "system-error.h"

namespace {

struct BtfCloser {
  void operator()(struct btf *btf) const { btf__free(btf); }
};
using Btf = std::unique_ptr<struct btf, BtfCloser>;

Btf LoadVmlinux() {
  struct btf *btf = btf__load_vmlinux_btf();
  return Btf(libbpf_get_error(btf) ? nullptr : btf);
}

struct Reason {
  uint32_t value;
  std::string name;
};

bool EndsWith(const std::string &text, const char *end) {
  const size_t length = std::strlen(end);
  return text.size() >= length && text.compare(text.size() - length, length, end) == 0;
}

const char *Name(const struct btf *btf, uint32_t offset) {
  const char *name = btf__name_by_offset(btf, offset);
  return name ? name : "";
}

// Enums of drop reasons, from type `first` on: skb_drop_reason, and those of subsystems, whose names end alike.
std::vector<Reason> ReasonsOf(const struct btf *btf, uint32_t first) {
  std::vector<Reason> reasons;
  // Without btf__type_cnt, which is 0.6 and later.
  for (uint32_t id = first; const struct btf_type *type = btf__type_by_id(btf, id); id++) {
    if (!btf_is_enum(type) || !EndsWith(Name(btf, type->name_off), "_drop_reason")) continue;
    const struct btf_enum *values = btf_enum(type);
    for (int i = 0; i < btf_vlen(type); i++)
      reasons.push_back({static_cast<uint32_t>(values[i].val), Name(btf, values[i].name_off)});
  }
  return reasons;
}

uint32_t TypeCount(const struct btf *btf) {
  uint32_t id = 1;
  while (btf__type_by_id(btf, id)) id++;
  return id;
}

// Names of subsystems by the upper 16 bits of a reason, from enum skb_drop_reason_subsys.
std::vector<std::string> Subsystems(const struct btf *btf) {
  std::vector<std::string> names = {"core"};
  const int32_t id = btf__find_by_name_kind(btf, "skb_drop_reason_subsys", BTF_KIND_ENUM);
  if (id < 0) return names;
  const struct btf_type *type = btf__type_by_id(btf, id);
  const struct btf_enum *values = btf_enum(type);
  const std::string prefix = "SKB_DROP_REASON_SUBSYS_";
  for (int i = 0; i < btf_vlen(type); i++) {
    std::string name = Name(btf, values[i].name_off);
    const uint32_t number = static_cast<uint32_t>(values[i].val);
    if (name.rfind(prefix, 0) != 0 || number > 0xffff) continue;
    name.erase(0, prefix.size());
    for (char &c : name) c = static_cast<char>(std::tolower(c));
    if (names.size() <= number) names.resize(number + 1);
    names[number] = name;
  }
  return names;
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
  const Btf vmlinux = LoadVmlinux();
  if (!vmlinux) return result;
  std::vector<Reason> reasons = ReasonsOf(vmlinux.get(), 1);
  const uint32_t vmlinuxTypes = TypeCount(vmlinux.get());
  for (const std::string &name : Modules()) {
    struct btf *module = btf__load_module_btf(name.c_str(), vmlinux.get());
    if (libbpf_get_error(module)) continue;  // Unloaded since the listing.
    const Btf owner(module);
    for (Reason &reason : ReasonsOf(module, vmlinuxTypes)) reasons.push_back(std::move(reason));
  }
  const std::vector<std::string> subsystems = Subsystems(vmlinux.get());
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
  const Btf btf = LoadVmlinux();
  if (!btf) return 0;
  const int32_t id = btf__find_by_name_kind(btf.get(), "btf_trace_kfree_skb", BTF_KIND_TYPEDEF);
  if (id < 0) return 0;
  const struct btf_type *type = btf__type_by_id(btf.get(), id);
  type = btf__type_by_id(btf.get(), type->type);
  if (!type || !btf_is_ptr(type)) return 0;
  type = btf__type_by_id(btf.get(), type->type);
  if (!type || !btf_is_func_proto(type)) return 0;
  // The first is the tracepoint's own data pointer.
  return btf_vlen(type) - 1;
}

void ExportKernelBtf(Napi::Env env, Napi::Object exports) {
  exports.Set("tracepointArguments", Napi::Function::New(env, ExportedTracepointArguments));
  exports.Set("dropReasons", Napi::Function::New(env, DropReasons));
}
