// Coverage-guided fuzzing of what is done with captured packets.
#include "../packets/operations.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint64_t inBlocks = 0, inSeconds = 0, bytes = 0;
  // Few enough for limits to be met.
  Operations operations(data, size, {8, 4}, [&](const PacketBlock &block) {
    if (block.packets == 0 || block.fromNs > block.toNs) abort();
    inBlocks += block.packets;
    for (size_t at = 0; at < block.data.size; at++) bytes += block.data.data[at];
  });
  const auto count = [&](PacketBooks *books) {
    for (const FlowSecond &second : books->flows().TakeSeconds()) inSeconds += second.packets;
    if (books->flows().TakeNewFlows().size() % kNewFlowWords != 0) abort();
  };
  while (operations.Next(count)) {
  }
  operations.books.Flush(INT64_MAX, INT64_MAX);
  count(&operations.books);
  if (bytes == 0 && inBlocks > 0) abort();
  if (inBlocks != operations.packets || inSeconds > operations.packets) abort();
  return 0;
}
