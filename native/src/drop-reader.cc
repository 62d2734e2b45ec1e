#include "drop-reader.h"

#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace {

// Bounds one batch to 16 MB; the rest comes with the next.
constexpr size_t kMaxDetails = 65536;

int64_t MonotonicMs() {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

void StoreAsDouble(unsigned long long &field, double value) {
  static_assert(sizeof(field) == sizeof(value));
  std::memcpy(&field, &value, sizeof(value));
}

}  // namespace

DropReader::DropReader(BpfObject &object, int64_t startMonotonicNs, uint32_t maxStacks)
    : object_(object),
      startMonotonicNs_(startMonotonicNs),
      flows_(object),
      stacks_(maxStacks),
      keyIds_(object.keyEntries),
      keyDrops_(object.keyEntries) {
  ring_ = ring_buffer__new(object.MapFd("details"), OnEvent, this, nullptr);
  if (const long error = libbpf_get_error(ring_)) {
    ring_ = nullptr;
    throw BpfError(static_cast<int>(-error), "ring_buffer__new", "");
  }
}

DropReader::~DropReader() {
  if (ring_) ring_buffer__free(ring_);
}

uint32_t DropReader::KeyId(uint32_t kernelKey) {
  if (kernelKey == 0 || kernelKey >= keyIds_.size()) return 0;
  if (keyIds_[kernelKey] != 0) return keyIds_[kernelKey];
  const struct key_entry &entry = object_.keyTable[kernelKey];
  // Set after the key; another CPU may be between the two, for nanoseconds.
  if (__atomic_load_n(&entry.ready, __ATOMIC_ACQUIRE) == 0) return 0;
  const uint32_t id = static_cast<uint32_t>(kernelKeys_.size());
  keyIds_[kernelKey] = id;
  kernelKeys_.push_back(kernelKey);
  const int64_t firstNs = static_cast<int64_t>(entry.first_ns) - startMonotonicNs_;
  pendingKeys_.push_back({id, entry.key, static_cast<double>(firstNs)});
  return id;
}

DropReader::Counts DropReader::ReadCounts(bool withFlows) {
  Counts counts;
  const int64_t nowMs = MonotonicMs();
  std::vector<uint32_t> active;
  uint32_t highest = 0;
  for (uint32_t cpu = 0; cpu < object_.cpus; cpu++) {
    const struct cpu_state &state = object_.cpuStates[cpu];
    if (state.last_key == 0) continue;
    active.push_back(cpu);
    highest = std::max(highest, state.highest_key);
  }
  highest = std::min(highest, object_.keyEntries - 1);

  bool changed = false;
  uint64_t crowd = 0;
  for (uint32_t key = 1; key <= highest; key++) {
    const uint32_t id = KeyId(key);
    if (id == 0) continue;
    crowd = std::max<uint64_t>(crowd, object_.keyTable[key].flows);
    uint64_t drops = 0;
    uint64_t bytes = 0;
    for (const uint32_t cpu : active) {
      const struct key_counts &slot =
          object_.keyCounts[static_cast<size_t>(cpu) * object_.keyEntries + key];
      drops += __atomic_load_n(&slot.drops, __ATOMIC_RELAXED);
      bytes += __atomic_load_n(&slot.bytes, __ATOMIC_RELAXED);
    }
    if (drops == keyDrops_[key]) continue;
    keyDrops_[key] = drops;
    changed = true;
    counts.keys.push_back(id);
    counts.keys.push_back(static_cast<double>(drops));
    counts.keys.push_back(static_cast<double>(bytes));
  }

  // A drop is counted by key first: its flow may follow after this round's reading.
  flowsMayHaveChanged_ = flowsMayHaveChanged_ || changed;
  if (withFlows) {
    const uint64_t share = object_.maxFlowsPerKey;
    const bool crowded = crowd >= share / 4 * 3;
    if (flowsMayHaveChanged_ || crowded) {
      flows_.Read(nowMs, pendingFlows_, counts.flows);
      flows_.MakeRoom(nowMs, crowded, crowd >= share / 8 * 7);
    }
    flowsMayHaveChanged_ = changed;
  }
  counts.newKeys.swap(pendingKeys_);
  counts.newFlows.swap(pendingFlows_);
  return counts;
}

int DropReader::OnEvent(void *reader, void *data, size_t size) {
  auto *self = static_cast<DropReader *>(reader);
  if (size >= sizeof(struct drop_event)) self->AddDetail(*static_cast<struct drop_event *>(data));
  // A negative answer ends this batch after this event; the ring keeps the rest.
  return self->details_->records.size() < kMaxDetails ? 0 : -E2BIG;
}

void DropReader::AddDetail(const struct drop_event &event) {
  struct drop_record record = event.record;
  const uint32_t kernelKey = record.key;
  // The CPU that added the key may not have published it yet.
  uint32_t key = KeyId(kernelKey);
  for (int attempts = 0; key == 0 && attempts < 1000; attempts++) key = KeyId(kernelKey);
  record.key = key;
  record.flow = flows_.IdOf(record.flow, MonotonicMs(), pendingFlows_);
  record.stack =
      event.stack_bytes == 0 || key == 0
          ? 0
          : stacks_.IdOf(reinterpret_cast<const uint64_t *>(event.stack),
                         std::min<size_t>(event.stack_bytes / 8, DROP_STACK_FRAMES),
                         object_.keyTable[kernelKey].key.location, details_->newStacks);
  const uint64_t sinceStartNs = record.at_ns - static_cast<uint64_t>(startMonotonicNs_);
  StoreAsDouble(record.at_ns, static_cast<double>(static_cast<int64_t>(sinceStartNs)));
  StoreAsDouble(record.socket_inode, static_cast<double>(record.socket_inode));
  details_->records.push_back(record);
}

DropReader::Details DropReader::ReadDetails() {
  Details details;
  details_ = &details;
  const int result = ring_buffer__consume(ring_);
  details_ = nullptr;
  if (result < 0 && result != -E2BIG) throw BpfError(-result, "ring_buffer__consume", "");
  if (result >= 0) flows_.DetailsRead();
  return details;
}

DropReader::Losses DropReader::ReadLosses() const {
  Losses losses;
  losses.stackTableFull = stacks_.Full();
  for (uint32_t cpu = 0; cpu < object_.cpus; cpu++) {
    const struct cpu_state &state = object_.cpuStates[cpu];
    losses.ringFull += state.ring_full;
    losses.keyMapFull += state.key_map_full;
    losses.keyMapFullBytes += state.key_map_full_bytes;
    losses.flowMapFull += state.flow_map_full;
    if (state.last_key == 0) continue;
    for (size_t id = 1; id < kernelKeys_.size(); id++)
      losses.overBudget +=
          object_.keyCounts[static_cast<size_t>(cpu) * object_.keyEntries + kernelKeys_[id]].over_budget;
  }
  return losses;
}

bool DropReader::SetMasked(uint32_t id, bool masked) {
  if (id == 0 || id >= kernelKeys_.size()) return false;
  __atomic_store_n(&object_.keyTable[kernelKeys_[id]].masked, masked ? 1 : 0, __ATOMIC_SEQ_CST);
  return true;
}
