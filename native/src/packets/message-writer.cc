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

void MessageWriter::Packets(const PacketBlock &block) {
  double blockHeader[] = {static_cast<double>(block.fromNs), static_cast<double>(block.toNs),
                          static_cast<double>(block.wireBytes)};
  static_assert(sizeof(blockHeader) == kBlockHeaderBytes);
  uint32_t header[] = {kPackets, block.slot,
                       static_cast<uint32_t>(kBlockHeaderBytes + block.data.size), block.packets};
  iovec parts[] = {{header, sizeof(header)},
                   {blockHeader, sizeof(blockHeader)},
                   {const_cast<uint8_t *>(block.data.data), block.data.size}};
  WriteAll(parts, 3);
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
                           const std::vector<SlotLoss> &losses) {
  std::vector<double> body = {cpuMs, static_cast<double>(overLimit)};
  for (const SlotLoss &slot : losses) {
    body.push_back(slot.slot);
    body.push_back(static_cast<double>(slot.lost));
  }
  Write(kCounts, 0, 0, body.data(), body.size() * sizeof(double));
}

void MessageWriter::Stopped(bool isCutShort) { Write(kStopped, 0, isCutShort, nullptr, 0); }

void MessageWriter::Write(uint32_t kind, uint32_t slot, uint32_t number, const void *body,
                          size_t bytes) {
  uint32_t header[] = {kind, slot, static_cast<uint32_t>(bytes), number};
  iovec parts[] = {{header, sizeof(header)}, {const_cast<void *>(body), bytes}};
  WriteAll(parts, 2);
}

/** Waits while the recorder is behind: then the rings fill, and the kernel counts what they lose. */
void MessageWriter::WriteAll(iovec *parts, int count) {
  while (count > 0) {
    ssize_t written = writev(fd_, parts, count);
    if (written < 0 && errno == EINTR) continue;
    // The recorder is gone: there is nobody to tell.
    if (written < 0) _exit(errno == EPIPE ? 0 : 1);
    for (; count > 0 && static_cast<size_t>(written) >= parts->iov_len; parts++, count--)
      written -= static_cast<ssize_t>(parts->iov_len);
    if (count == 0) break;
    parts->iov_base = static_cast<uint8_t *>(parts->iov_base) + written;
    parts->iov_len -= static_cast<size_t>(written);
  }
}
