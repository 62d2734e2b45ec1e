// late-reader BLOCKS: writes blocks of 100 kB for a reader that begins only when they are written, or when the writer waits for
// it; tells on standard output how many it took before that, and whether all came in order.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "message-writer.h"

namespace {

constexpr size_t kBlockBytes = 100'000;
constexpr size_t kMessageBytes = 16 + 24 + kBlockBytes;

bool ReadAll(int fd, uint8_t *to, size_t bytes) {
  for (size_t have = 0; have < bytes;) {
    const ssize_t got = read(fd, to + have, bytes - have);
    if (got <= 0) return false;
    have += got;
  }
  return true;
}

}  // namespace

int main(int, char **argv) {
  const int blocks = std::atoi(argv[1]);
  int ends[2];
  if (pipe(ends) != 0) return 1;
  std::atomic<int> written = 0;
  std::atomic<bool> isDone = false;
  int before = 0;
  bool isInOrder = true;
  std::thread reader([&] {
    // As long as the writer gets on.
    for (int last = -1; !isDone && written != last;) {
      last = written;
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    before = written;
    std::vector<uint8_t> message(kMessageBytes);
    for (int block = 0; block < blocks; block++) {
      isInOrder = ReadAll(ends[0], message.data(), message.size()) && isInOrder;
      uint32_t number;
      std::memcpy(&number, message.data() + 12, sizeof(number));
      isInOrder = isInOrder && number == static_cast<uint32_t>(block) && message.back() == block % 251;
    }
  });
  MessageWriter out(ends[1]);
  std::vector<uint8_t> data(kBlockBytes);
  for (int block = 0; block < blocks; block++, written++) {
    data.back() = block % 251;
    out.Packets({1, 0, 0, static_cast<uint32_t>(block), 0, {data.data(), kBlockBytes}});
  }
  isDone = true;
  out.Drain();
  reader.join();
  std::printf("%d %s\n", before, isInOrder ? "in order" : "not in order");
  return 0;
}
