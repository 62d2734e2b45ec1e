#pragma once
#include <bpf/libbpf.h>

#include <vector>

#include "bpf-object.h"
#include "flow-slots.h"
#include "stack-table.h"

// Turns what the BPF program left in its maps into batches with dense ids.
class DropReader {
 public:
  struct NewKey {
    uint32_t id;
    struct drop_key key;
    double firstNs;
  };
  struct Counts {
    std::vector<NewKey> newKeys;
    std::vector<FlowSlots::NewFlow> newFlows;
    // Triples of (id, drops, bytes).
    std::vector<double> keys;
    std::vector<double> flows;
  };
  struct Details {
    std::vector<struct drop_record> records;
    std::vector<StackTable::NewStack> newStacks;
  };
  struct Losses {
    uint64_t ringFull = 0;
    uint64_t overBudget = 0;
    uint64_t keyMapFull = 0;
    uint64_t keyMapFullBytes = 0;
    uint64_t flowMapFull = 0;
    uint64_t stackTableFull = 0;
  };

  DropReader(BpfObject &object, int64_t startMonotonicNs, uint32_t maxStacks);
  ~DropReader();

  Counts ReadCounts(bool withFlows);
  Details ReadDetails();
  Losses ReadLosses() const;
  // False if there is no such key.
  bool SetMasked(uint32_t id, bool masked);
  uint32_t KeyOf(uint32_t kernelKey) const { return keyIds_[kernelKey]; }

 private:
  static int OnEvent(void *reader, void *data, size_t size);
  void AddDetail(const struct drop_event &event);
  uint32_t KeyId(uint32_t kernelKey);

  BpfObject &object_;
  const int64_t startMonotonicNs_;
  FlowSlots flows_;
  StackTable stacks_;
  struct ring_buffer *ring_ = nullptr;
  // By the kernel's id: the dense one (0 = not met yet), and the drops told last.
  std::vector<uint32_t> keyIds_;
  std::vector<uint64_t> keyDrops_;
  // By dense id.
  std::vector<uint32_t> kernelKeys_ = {0};
  // Met in details, to be told with the next counts.
  std::vector<NewKey> pendingKeys_;
  std::vector<FlowSlots::NewFlow> pendingFlows_;
  bool flowsMayHaveChanged_ = false;
  Details *details_ = nullptr;
};
