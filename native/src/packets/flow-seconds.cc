#include "flow-seconds.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <random>
#include <type_traits>
#include <utility>

namespace {

// With at most half of the entries in use a probe this long means that someone has chosen keys to collide.
constexpr int kMaxProbes = 64;
// Flows silent for longer than this are forgotten when room is needed.
constexpr int64_t kForgetAfterSeconds = 10;

uint32_t MaskFor(uint32_t known) {
  uint32_t capacity = 1;
  while (capacity < 2 * known + 2) capacity *= 2;
  return capacity - 1;
}

uint64_t Pair(const uint32_t *key, size_t pair) {
  uint64_t words;
  std::memcpy(&words, key + 2 * pair, sizeof(words));
  return words;
}

uint64_t Mixed(uint64_t value) {
  value *= 0x9e3779b97f4a7c15;
  return value ^ value >> 32;
}

/** Of six pairs, in two chains: each multiplication waits for the one before it in its chain. */
uint64_t Hash(uint64_t seed, const uint32_t *key) {
  uint64_t even = seed;
  uint64_t odd = Mixed(~seed);
  for (size_t pair = 0; pair < 6; pair += 2) {
    even = Mixed(even ^ Pair(key, pair));
    odd = Mixed(odd ^ Pair(key, pair + 1));
  }
  return Mixed(even ^ (odd << 17 | odd >> 47));
}

bool IsSame(const uint32_t *a, const uint32_t *b) {
  uint64_t difference = 0;
  for (size_t pair = 0; pair < 6; pair++) difference |= Pair(a, pair) ^ Pair(b, pair);
  return difference == 0;
}

}  // namespace

FlowSeconds::FlowSeconds(FlowLimits limits)
    : limits_(limits),
      mask_(MaskFor(limits.known)),
      seed_(static_cast<uint64_t>(std::random_device{}()) << 32 | std::random_device{}()),
      entries_(static_cast<Entry *>(std::calloc(mask_ + 1, sizeof(Entry)))),
      recent_(entries_.get()) {
  static_assert(std::is_trivially_copyable_v<Entry>);
  if (entries_ == nullptr) throw std::bad_alloc();
}

PacketReference *FlowSeconds::Count(uint32_t slot, const uint32_t key[kFlowKeyWords],
                                    int64_t second, uint32_t bytes) {
  if (second > second_) {
    second_ = second;
    newInSecond_ = 0;
  }
  static_assert(kWords == 12);
  uint32_t probe[kWords];
  std::memcpy(probe, key, kFlowKeyWords * sizeof(*key));
  probe[kFlowKeyWords] = slot;
  probe[kFlowKeyWords + 1] = 0;
  Entry *entry = IsSame(recent_->key, probe) && recent_->id != 0 ? recent_ : Find(probe);
  if (entry == nullptr || (entry->id == 0 && !MayLearn())) {
    overLimit_++;
    std::memset(probe, 0, kFlowKeyWords * sizeof(*probe));
    entry = Find(probe);
    if (entry == nullptr) {
      nowhere_ = {};
      return &nowhere_;
    }
  }
  if (entry->id == 0) Learn(entry, probe);
  if (entry->packets > 0 && entry->second != second) Emit(entry);
  if (entry->packets == 0) entry->second = second;
  if (!entry->isListed) {
    entry->isListed = true;
    counting_.push_back(entry - entries_.get());
  }
  entry->packets++;
  entry->bytes += bytes;
  recent_ = entry;
  return &entry->reference;
}

void FlowSeconds::Flush(int64_t second) {
  size_t kept = 0;
  for (const uint32_t at : counting_) {
    Entry *entry = &entries_[at];
    if (entry->packets > 0 && entry->second < second) Emit(entry);
    entry->isListed = entry->packets > 0;
    if (entry->isListed) counting_[kept++] = at;
  }
  counting_.resize(kept);
  if (known_ > limits_.known - limits_.known / 10) ForgetSilent();
}

std::vector<uint32_t> FlowSeconds::TakeNewFlows() { return std::exchange(newFlows_, {}); }

std::vector<FlowSecond> FlowSeconds::TakeSeconds() { return std::exchange(seconds_, {}); }

/** The key's entry or the free one for it; null if there is none near. */
FlowSeconds::Entry *FlowSeconds::Find(const uint32_t key[kWords]) {
  uint32_t at = Hash(seed_, key) & mask_;
  for (int probes = 0; probes < kMaxProbes; probes++) {
    Entry *entry = &entries_[at];
    if (entry->id == 0 || IsSame(entry->key, key)) return entry;
    at = (at + 1) & mask_;
  }
  return nullptr;
}

bool FlowSeconds::MayLearn() const {
  return known_ < limits_.known && newInSecond_ < limits_.newPerSecond;
}

void FlowSeconds::Learn(Entry *entry, const uint32_t key[kWords]) {
  std::memcpy(entry->key, key, sizeof(entry->key));
  entry->id = ++lastId_;
  known_++;
  newInSecond_++;
  newFlows_.push_back(entry->id);
  newFlows_.push_back(key[kFlowKeyWords]);
  newFlows_.insert(newFlows_.end(), key, key + kFlowKeyWords);
}

void FlowSeconds::Emit(Entry *entry) {
  seconds_.push_back({entry->id, entry->second, entry->packets, entry->bytes});
  entry->packets = entry->bytes = 0;
}

/** Without flows that have been silent; should they come back they get a new id. */
void FlowSeconds::ForgetSilent() {
  std::vector<Entry> kept;
  for (uint32_t at = 0; at <= mask_; at++) {
    const Entry &entry = entries_[at];
    const bool isSilent = entry.packets == 0 && entry.second < second_ - kForgetAfterSeconds;
    if (entry.id != 0 && !isSilent) kept.push_back(entry);
  }
  std::fill_n(entries_.get(), mask_ + 1, Entry{});
  counting_.clear();
  known_ = 0;
  for (const Entry &entry : kept) {
    Entry *place = Find(entry.key);
    if (place == nullptr) {
      // The seed is the same and there are fewer: only an entry in whose way another stands now.
      if (entry.packets > 0)
        seconds_.push_back({entry.id, entry.second, entry.packets, entry.bytes});
      continue;
    }
    *place = entry;
    known_++;
    place->isListed = entry.packets > 0;
    if (place->isListed) counting_.push_back(place - entries_.get());
  }
}
