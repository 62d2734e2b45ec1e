// booked KNOWN_FLOWS NEW_FLOWS_PER_SECOND: operations from standard input, what a capture process would write to standard output.
#include <unistd.h>

#include <cstdlib>

#include "message-writer.h"
#include "operations.h"

int main(int, char **argv) {
  std::vector<uint8_t> input;
  uint8_t part[65536];
  for (ssize_t length; (length = read(0, part, sizeof(part))) > 0;)
    input.insert(input.end(), part, part + length);
  MessageWriter out(1);
  Operations operations(input.data(), input.size(),
                        {static_cast<uint32_t>(std::atoi(argv[1])),
                         static_cast<uint32_t>(std::atoi(argv[2]))},
                        [&](const PacketBlock &block) { out.Packets(block); });
  while (operations.Next([&](PacketBooks *books) {
    out.NewFlows(books->flows().TakeNewFlows());
    out.Seconds(books->flows().TakeSeconds());
    out.Counts(0, books->flows().overLimit(), {});
  })) {
  }
  out.Drain();
  return 0;
}
