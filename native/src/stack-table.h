#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

// Gives each kernel stack a dense id, from 1; 0 is "no stack". Stacks of one site differ by what was interrupted: without
// an end, a long session would collect for ever.
class StackTable {
 public:
  struct NewStack {
    uint32_t id;
    std::vector<uint64_t> frames;
  };

  explicit StackTable(size_t maxStacks) : maxStacks_(maxStacks) {}

  // The stack is cut to begin at `location`, the drop site: what comes before is the tracepoint's own machinery.
  uint32_t IdOf(const uint64_t *frames, size_t count, uint64_t location,
                std::vector<NewStack> &newStacks);
  // How often there was no room for another stack.
  uint64_t Full() const { return full_; }

 private:
  const size_t maxStacks_;
  uint64_t full_ = 0;
  std::unordered_map<std::string, uint32_t> ids_;
};
