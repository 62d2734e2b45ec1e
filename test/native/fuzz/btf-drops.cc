// Coverage-guided fuzzing of what is read out of a kernel's BTF.
#include "btf-drops.h"

#include <bpf/libbpf.h>

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  libbpf_set_print(nullptr);
  struct btf *btf = btf__new(data, static_cast<__u32>(size));
  if (libbpf_get_error(btf)) return 0;
  const uint32_t types = TypeCount(btf);
  const size_t reasons = ReasonsOf(btf, 1).size();
  // An enum's value takes 8 bytes, a type at least 12.
  if (types > size / 12 + 1 || reasons > size / 8) abort();
  if (Subsystems(btf).size() > 0x10000) abort();
  if (TracepointArgumentsOf(btf) < 0) abort();
  btf__free(btf);
  return 0;
}
