#include "flow-slots.h"

#include <bpf/bpf.h>

#include <algorithm>

namespace {

// Flows without a drop for so long make room; the shorter time when hardly any is left.
constexpr int64_t kIdleMs = 5000;
constexpr int64_t kIdlePressedMs = 1000;
// A CPU holds a slot for microseconds; a preempted one (PREEMPT_RT) perhaps for milliseconds.
constexpr int64_t kGraceMs = 90;
// Each costs a system call or two: bounds what one poll may cost.
constexpr uint32_t kRetiredAtOnce = 4096;

}  // namespace

FlowSlots::FlowSlots(BpfObject &object)
    : object_(object),
      idsFd_(object.MapFd("flow_ids")),
      freeIdsFd_(object.MapFd("free_flow_ids")),
      slots_(object.flowEntries) {}

uint32_t FlowSlots::IdOf(uint32_t index, int64_t nowMs, std::vector<NewFlow> &newFlows) {
  if (index == 0 || index >= slots_.size()) return 0;
  Slot &slot = slots_[index];
  if (slot.state != State::Free) return slot.id;
  const struct flow_entry &entry = object_.flowTable[index];
  // Set after the rest of the tuple.
  const uint32_t key = __atomic_load_n(&entry.tuple.key, __ATOMIC_ACQUIRE);
  if (key == 0 || key >= object_.keyEntries) return 0;
  slot.state = State::Live;
  slot.id = nextId_++;
  slot.key = key;
  slot.changedMs = nowMs;
  slot.drops = 0;
  live_++;
  newFlows.push_back({slot.id, entry.tuple});
  return slot.id;
}

void FlowSlots::Read(int64_t nowMs, std::vector<NewFlow> &newFlows, std::vector<double> &changes) {
  uint32_t highest = 0;
  for (uint32_t cpu = 0; cpu < object_.cpus; cpu++)
    highest = std::max(highest, object_.cpuStates[cpu].highest_flow);
  highest = std::min<uint32_t>(highest, slots_.size() - 1);
  for (uint32_t index = 1; index <= highest; index++) {
    if (IdOf(index, nowMs, newFlows) == 0) continue;
    Slot &slot = slots_[index];
    const struct flow_entry &entry = object_.flowTable[index];
    const uint64_t drops = __atomic_load_n(&entry.drops, __ATOMIC_RELAXED);
    if (drops != slot.drops) {
      slot.drops = drops;
      if (slot.state == State::Live) slot.changedMs = nowMs;
      changes.push_back(slot.id);
      changes.push_back(static_cast<double>(drops));
      changes.push_back(static_cast<double>(__atomic_load_n(&entry.bytes, __ATOMIC_RELAXED)));
    }
    if (slot.state == State::Retiring && nowMs - slot.changedMs >= kGraceMs &&
        slot.retiredInRound != detailRounds_)
      Free(index);
  }
}

void FlowSlots::MakeRoom(int64_t nowMs, bool crowded, bool pressed) {
  const uint32_t max = object_.flowEntries - 1;
  if (!crowded && live_ < max / 4 * 3) return;
  const int64_t idleMs = pressed || live_ >= max / 8 * 7 ? kIdlePressedMs : kIdleMs;
  uint32_t left = kRetiredAtOnce;
  for (uint32_t index = 1; index < slots_.size() && left > 0; index++) {
    const Slot &slot = slots_[index];
    if (slot.state != State::Live || nowMs - slot.changedMs < idleMs) continue;
    Retire(index, nowMs);
    left--;
  }
}

void FlowSlots::Retire(uint32_t index, int64_t nowMs) {
  Slot &slot = slots_[index];
  struct flow_entry &entry = object_.flowTable[index];
  const struct flow_tuple tuple = entry.tuple;
  __atomic_store_n(&entry.tuple.key, 0, __ATOMIC_SEQ_CST);
  bpf_map_delete_elem(idsFd_, &tuple);
  slot.state = State::Retiring;
  slot.changedMs = nowMs;
  slot.retiredInRound = detailRounds_;
}

void FlowSlots::Free(uint32_t index) {
  Slot &slot = slots_[index];
  struct flow_entry &entry = object_.flowTable[index];
  entry = {};
  __atomic_fetch_sub(&object_.keyTable[slot.key].flows, 1, __ATOMIC_SEQ_CST);
  slot.state = State::Free;
  live_--;
  bpf_map_update_elem(freeIdsFd_, nullptr, &index, BPF_ANY);
}
