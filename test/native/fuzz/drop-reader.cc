// Coverage-guided fuzzing of DropReader, FlowSlots and StackTable: maps and records in any state.
#include "drop-reader.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>

#include "input.h"
#include "maps-of-input.h"

namespace {

constexpr uint32_t kKeys = 16;
constexpr uint32_t kFlows = 32;
constexpr uint32_t kStacks = 4;

template <typename T>
void Overwrite(const SharedArray<T> &array, size_t entries, Input &input) {
  const std::vector<uint8_t> bytes = input.Bytes(sizeof(T));
  std::memcpy(static_cast<void *>(&array[input.Byte() % entries]), bytes.data(), bytes.size());
}

void Require(bool holds) {
  if (!holds) abort();
}

// What a session's rows refer to by these ids.
class Told {
 public:
  void Take(const DropReader::Counts &counts) {
    Require(counts.keys.size() % 3 == 0 && counts.flows.size() % 3 == 0);
    for (const auto &key : counts.newKeys) Require(keys_.insert(key.id).second);
    for (const auto &flow : counts.newFlows) {
      Require(flow.tuple.key < kKeys);
      Require(flows_.insert(flow.id).second);
    }
    for (size_t i = 0; i < counts.keys.size(); i += 3) Require(keys_.count(counts.keys[i]) == 1);
    for (size_t i = 0; i < counts.flows.size(); i += 3) Require(flows_.count(counts.flows[i]) == 1);
  }

  void Take(const DropReader::Details &details) {
    for (const auto &stack : details.newStacks) {
      Require(stacks_.insert(stack.id).second);
      Require(stacks_.size() <= kStacks);
      Require(!stack.frames.empty() && stack.frames.size() <= DROP_STACK_FRAMES);
    }
    for (const auto &record : details.records) {
      Require(record.key < kKeys);
      Require(record.stack == 0 || stacks_.count(record.stack) == 1);
    }
  }

 private:
  std::set<uint32_t> keys_;
  std::set<uint32_t> flows_;
  std::set<uint32_t> stacks_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  BpfObject object({4096, 1, 1, true, kKeys, kFlows});
  DropReader reader(object, static_cast<int64_t>(input.Byte()) << 32, kStacks);
  Told told;
  while (!input.AtEnd()) {
    switch (input.Byte() % 9) {
      case 0:
        Overwrite(object.keyTable, kKeys, input);
        break;
      case 1:
        Overwrite(object.keyCounts, kKeys * object.cpus, input);
        break;
      case 2:
        Overwrite(object.flowTable, kFlows, input);
        break;
      case 3:
        Overwrite(object.cpuStates, object.cpus, input);
        break;
      case 4:
        PushRecord(input.Bytes(input.Byte() * 4));
        break;
      case 5:
        told.Take(reader.ReadCounts(input.Byte() % 2 == 0));
        break;
      case 6:
        told.Take(reader.ReadDetails());
        break;
      case 7:
        reader.ReadLosses();
        reader.SetMasked(input.Byte(), true);
        break;
      default:
        PassTime(input.Byte() * 16);
    }
  }
  told.Take(reader.ReadCounts(true));
  return 0;
}
