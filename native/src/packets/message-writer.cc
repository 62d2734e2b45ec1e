#include "message-writer.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace {

enum Kind : uint32_t {
  kReady = 1,
  kOpened = 2,
  kFailed = 3,
  kPackets = 4,
  kNewFlows = 5,
  kSeconds = 6,
  kCounts = 7,
  kStopped = 8,
};

constexpr size_t kBlockHeaderBytes = 24;

}  // namespace

void MessageWriter::Ready() { Write(kReady, 0, 0, nullptr, 0); }

void MessageWriter::Opened(uint32_t slot, int link) { Write(kOpened, slot, link, nullptr, 0); }

void MessageWriter::Failed(uint32_t slot, const std::string &why, bool isFilter) {
  Write(kFailed, slot, isFilter ? 1 : 0, why.data(), why.size());
}

void MessageWriter::Packets(const std::vector<PacketBlock> &blocks) {
  std::vector<uint8_t> body;
  for (const PacketBlock &block : blocks) {
    const double header[] = {static_cast<double>(block.fromNs), static_cast<double>(block.toNs),
                             static_cast<double>(block.wireBytes)};
    static_assert(sizeof(header) == kBlockHeaderBytes);
    body.resize(kBlockHeaderBytes + block.data.size());
    std::memcpy(body.data(), header, kBlockHeaderBytes);
    std::memcpy(body.data() + kBlockHeaderBytes, block.data.data(), block.data.size());
    Write(kPackets, block.slot, block.packets, body.data(), body.size());
  }
}

void MessageWriter::NewFlows(const std::vector<uint32_t> &words) {
  if (!words.empty()) Write(kNewFlows, 0, 0, words.data(), words.size() * sizeof(words[0]));
}

void MessageWriter::Seconds(const std::vector<FlowSecond> &seconds) {
  std::vector<double> body;
  for (const FlowSecond &row : seconds) {
    body.push_back(row.flow);
    body.push_back(static_cast<double>(row.second));
    body.push_back(static_cast<double>(row.packets));
    body.push_back(static_cast<double>(row.bytes));
  }
  if (!body.empty()) Write(kSeconds, 0, 0, body.data(), body.size() * sizeof(double));
}

void MessageWriter::Counts(double cpuMs, uint64_t overLimit,
                           const std::vector<SlotCounts> &counts) {
  std::vector<double> body = {cpuMs, static_cast<double>(overLimit)};
  for (const SlotCounts &slot : counts) {
    body.push_back(slot.slot);
    body.push_back(static_cast<double>(slot.packets));
    body.push_back(static_cast<double>(slot.lost));
  }
  Write(kCounts, 0, 0, body.data(), body.size() * sizeof(double));
}

void MessageWriter::Stopped(bool isCutShort) { Write(kStopped, 0, isCutShort, nullptr, 0); }

void MessageWriter::Write(uint32_t kind, uint32_t slot, uint32_t number, const void *body,
                          size_t bytes) {
  const uint32_t header[] = {kind, slot, static_cast<uint32_t>(bytes), number};
  WriteAll(header, sizeof(header));
  if (bytes > 0) WriteAll(body, bytes);
}

/** Waits while the recorder is behind: then the rings fill, and the kernel counts what they lose. */
void MessageWriter::WriteAll(const void *bytes, size_t length) {
  const auto *at = static_cast<const uint8_t *>(bytes);
  while (length > 0) {
    const ssize_t written = write(fd_, at, length);
    if (written < 0 && errno == EINTR) continue;
    // The recorder is gone: there is nobody to tell.
    if (written < 0) _exit(errno == EPIPE ? 0 : 1);
    at += written;
    length -= static_cast<size_t>(written);
  }
}
