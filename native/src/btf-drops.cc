#include "btf-drops.h"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace {

bool EndsWith(const std::string &text, const char *end) {
  const size_t length = std::strlen(end);
  return text.size() >= length && text.compare(text.size() - length, length, end) == 0;
}

const char *Name(const struct btf *btf, uint32_t offset) {
  const char *name = btf__name_by_offset(btf, offset);
  return name ? name : "";
}

}  // namespace

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
    for (char &c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (names.size() <= number) names.resize(number + 1);
    names[number] = name;
  }
  return names;
}

int TracepointArgumentsOf(const struct btf *btf) {
  const int32_t id = btf__find_by_name_kind(btf, "btf_trace_kfree_skb", BTF_KIND_TYPEDEF);
  if (id < 0) return 0;
  const struct btf_type *type = btf__type_by_id(btf, id);
  type = btf__type_by_id(btf, type->type);
  if (!type || !btf_is_ptr(type)) return 0;
  type = btf__type_by_id(btf, type->type);
  if (!type || !btf_is_func_proto(type)) return 0;
  // The first is the tracepoint's own data pointer.
  return std::max(btf_vlen(type) - 1, 0);
}
