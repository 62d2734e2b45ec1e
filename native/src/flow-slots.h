#pragma once
#include <cstdint>
#include <vector>

#include "bpf-object.h"

// The flow table as the addon sees it: which slot is which flow, and room made by retiring idle flows.
//
// Retiring is exact. First the tuple's key is cleared, so no CPU's "last flow" matches, and the hash entry is
// deleted; a CPU that had found the slot before still counts there. A while later, when none can, the last
// count is read and the slot goes back to the queue.
class FlowSlots {
 public:
  struct NewFlow {
    uint32_t id;
    // As the kernel has it: the key is the kernel's id.
    struct flow_tuple tuple;
  };

  explicit FlowSlots(BpfObject &object);

  // Dense id of a slot; registers it if it is new. 0 if there is no such flow.
  uint32_t IdOf(uint32_t slot, int64_t nowMs, std::vector<NewFlow> &newFlows);
  // Appends (id, drops, bytes) of what changed.
  void Read(int64_t nowMs, std::vector<NewFlow> &newFlows, std::vector<double> &changes);
  // Retires idle flows when room runs short. `crowded`: a key is near its share of the map.
  void MakeRoom(int64_t nowMs, bool crowded, bool pressed);
  // Details up to now have been read: retired slots that were retired before may be given out again.
  void DetailsRead() { detailRounds_++; }
  uint32_t Live() const { return live_; }

 private:
  enum class State : uint8_t { Free, Live, Retiring };
  struct Slot {
    State state = State::Free;
    uint32_t id = 0;
    uint32_t key = 0;
    uint32_t retiredInRound = 0;
    int64_t changedMs = 0;
    uint64_t drops = 0;
  };

  void Retire(uint32_t index, int64_t nowMs);
  void Free(uint32_t index);

  BpfObject &object_;
  const int idsFd_;
  const int freeIdsFd_;
  std::vector<Slot> slots_;
  uint32_t nextId_ = 1;
  uint32_t live_ = 0;
  uint32_t detailRounds_ = 0;
};
