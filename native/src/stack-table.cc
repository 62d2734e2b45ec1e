#include "stack-table.h"

#include <algorithm>

uint32_t StackTable::IdOf(const uint64_t *frames, size_t count, uint64_t location,
                          std::vector<NewStack> &newStacks) {
  const uint64_t *end = frames + count;
  const uint64_t *site = std::find(frames, end, location);
  const uint64_t *first = site == end ? frames : site;
  if (first == end) return 0;
  const std::string key(reinterpret_cast<const char *>(first),
                        reinterpret_cast<const char *>(end));
  const auto known = ids_.find(key);
  if (known != ids_.end()) return known->second;
  if (ids_.size() >= maxStacks_) {
    full_++;
    return 0;
  }
  const uint32_t id = static_cast<uint32_t>(ids_.size() + 1);
  ids_.emplace(key, id);
  newStacks.push_back({id, std::vector<uint64_t>(first, end)});
  return id;
}
