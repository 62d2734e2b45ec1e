#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

// Gives each kernel stack a dense id, from 1; 0 is "no stack".
class StackTable {
 public:
  struct NewStack {
    uint32_t id;
    std::vector<uint64_t> frames;
  };

  // The stack is cut to begin at `location`, the drop site: what comes before is the tracepoint's own machinery.
  uint32_t IdOf(const uint64_t *frames, size_t count, uint64_t location,
                std::vector<NewStack> &newStacks);

 private:
  std::unordered_map<std::string, uint32_t> ids_;
};
