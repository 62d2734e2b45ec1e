#pragma once
#include <bpf/libbpf.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "drop-maps.h"
#include "drop-record.h"
#include "shared-array.h"

// What went wrong, as errno and call; `what()` has libbpf's and the verifier's last words.
struct BpfError : std::runtime_error {
  BpfError(int errorNumber, const char *call, const std::string &detail)
      : std::runtime_error(detail), error(errorNumber), syscall(call) {}
  const int error;
  const char *const syscall;
};

struct BpfObjectOptions {
  uint32_t ringBytes;
  uint32_t detailBudget;
  uint32_t earlyDetails;
  bool stacks;
  uint32_t maxKeys;
  uint32_t maxFlows;
};

struct ProgramStatistics {
  uint64_t runNs = 0;
  uint64_t runs = 0;
  // Drops that came while the program ran on that CPU (an interrupt within a system call): the kernel skips those from 6.2 on.
  uint64_t missed = 0;
};

// The BPF program in the kernel: loaded, attached, its maps open. Nothing is pinned, so it goes with this process.
class BpfObject {
 public:
  explicit BpfObject(const BpfObjectOptions &options);
  ~BpfObject();
  BpfObject(const BpfObject &) = delete;
  BpfObject &operator=(const BpfObject &) = delete;

  // Detaches and waits until no CPU runs the program any more: what the maps say then is final.
  void Detach();
  ProgramStatistics Statistics() const;
  int MapFd(const char *name) const;

  const uint32_t keyEntries;
  const uint32_t flowEntries;
  const uint32_t maxFlowsPerKey;
  const uint32_t cpus;
  SharedArray<struct key_entry> keyTable;
  SharedArray<struct key_counts> keyCounts;
  SharedArray<struct flow_entry> flowTable;
  SharedArray<struct cpu_state> cpuStates;

 private:
  void Load(const char *program, const BpfObjectOptions &options);
  void Attach();
  void Close();

  struct bpf_object *object_ = nullptr;
  struct bpf_program *program_ = nullptr;
  struct bpf_link *link_ = nullptr;
  int statisticsFd_ = -1;
};

// Number of arguments of the kfree_skb tracepoint; 0 without BTF.
int TracepointArguments();

// libbpf's messages go into the errors thrown, not to stderr.
void KeepLibbpfQuiet();
