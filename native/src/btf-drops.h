#pragma once
#include <bpf/btf.h>

#include <cstdint>
#include <string>
#include <vector>

// What BTF says of drops. Any BTF will do: what is not there or of another kind is left out.

struct Reason {
  uint32_t value;
  std::string name;
};

// Enums of drop reasons, from type `first` on: skb_drop_reason, and those of subsystems, whose names end alike.
std::vector<Reason> ReasonsOf(const struct btf *btf, uint32_t first);

uint32_t TypeCount(const struct btf *btf);

// Names of subsystems by the upper 16 bits of a reason, from enum skb_drop_reason_subsys.
std::vector<std::string> Subsystems(const struct btf *btf);

// Number of arguments of the kfree_skb tracepoint; 0 if this BTF does not have it.
int TracepointArgumentsOf(const struct btf *btf);
