#include "message-writer.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

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
// Blocks of some millions of packets: the recorder may be late by seconds, the rings have room for tenths of one.
constexpr size_t kMaxWaitingBytes = 48 << 20;

}  // namespace

MessageWriter::MessageWriter(int fd) : fd_(fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

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
  Write({{header, sizeof(header)},
         {blockHeader, sizeof(blockHeader)},
         {const_cast<uint8_t *>(block.data.data), block.data.size}});
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
  Write({{header, sizeof(header)}, {const_cast<void *>(body), bytes}});
}

void MessageWriter::Write(std::initializer_list<iovec> parts) {
  Flush();
  std::vector<iovec> rest(parts);
  if (waiting_.empty()) WriteSome(&rest);
  std::vector<uint8_t> bytes;
  for (const iovec &part : rest) {
    const uint8_t *from = static_cast<const uint8_t *>(part.iov_base);
    bytes.insert(bytes.end(), from, from + part.iov_len);
  }
  if (bytes.empty()) return;
  waitingBytes_ += bytes.size();
  waiting_.push_back(std::move(bytes));
  // Then the rings fill, and the kernel counts what they lose.
  while (waitingBytes_ > kMaxWaitingBytes) AwaitRoom();
}

void MessageWriter::Flush() {
  while (!waiting_.empty()) {
    std::vector<uint8_t> &first = waiting_.front();
    std::vector<iovec> rest = {{first.data() + taken_, first.size() - taken_}};
    WriteSome(&rest);
    const size_t left = rest.empty() ? 0 : rest.front().iov_len;
    waitingBytes_ -= first.size() - taken_ - left;
    taken_ = first.size() - left;
    if (left > 0) return;
    waiting_.pop_front();
    taken_ = 0;
  }
}

void MessageWriter::Drain() {
  for (Flush(); !waiting_.empty();) AwaitRoom();
}

void MessageWriter::AwaitRoom() {
  pollfd room = {fd_, POLLOUT, 0};
  (void)poll(&room, 1, -1);
  Flush();
}

void MessageWriter::WriteSome(std::vector<iovec> *rest) {
  while (!rest->empty()) {
    ssize_t written = writev(fd_, rest->data(), static_cast<int>(rest->size()));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return;
    // The recorder is gone: there is nobody to tell.
    if (written < 0) _exit(errno == EPIPE ? 0 : 1);
    while (!rest->empty() && static_cast<size_t>(written) >= rest->front().iov_len) {
      written -= static_cast<ssize_t>(rest->front().iov_len);
      rest->erase(rest->begin());
    }
    if (rest->empty()) return;
    rest->front().iov_base = static_cast<uint8_t *>(rest->front().iov_base) + written;
    rest->front().iov_len -= static_cast<size_t>(written);
  }
}
