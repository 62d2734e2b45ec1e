#include "packet-deltas.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace {

// As session/packet-deltas.ts has it, which must stay the same.
constexpr uint32_t kMagic[2] = {0x32445044, 0xffffffff};
constexpr uint32_t kHeaderBytes = 24;
constexpr uint32_t kRecordHeaderBytes = 16;
constexpr uint32_t kMaxVarintBytes = 10;
constexpr uint32_t kSizesDiffer = 1;
constexpr uint32_t kSparse = 2;
constexpr uint32_t kReferenceFlagBits = 2;
/** With more, mostly a payload changed, of which few bytes stay: to count them would cost more than it saves. */
constexpr uint32_t kMaxSparseWords = 8;

// Never one that was used before: a flow's reference tells whether it is in the block at hand.
uint64_t NextBlock() {
  static std::atomic<uint64_t> last = 0;
  return ++last;
}

uint32_t Padded(uint32_t bytes) { return (bytes + 7) & ~7u; }

uint64_t WordAt(const uint8_t *at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

/** Eight words at once, as many as one byte of the bits is for. */
bool IsSameLine(const uint8_t *a, const uint8_t *b) {
  uint64_t difference = 0;
  for (int word = 0; word < 8; word++) difference |= WordAt(a + 8 * word) ^ WordAt(b + 8 * word);
  return difference == 0;
}

/** The lowest bit of each byte that is not 0. */
uint64_t ChangedBytes(uint64_t word) {
  constexpr uint64_t kLow7 = 0x7f7f7f7f7f7f7f7f;
  return ((((word & kLow7) + kLow7) | word) & ~kLow7) >> 7;
}

/** Moves the lowest bits of eight bytes side by side: no two of the products meet. */
uint8_t MaskOf(uint64_t changedBytes) { return (changedBytes * 0x0102040810204080) >> 56; }

uint32_t CountOf(uint64_t changedBytes) { return (changedBytes * 0x0101010101010101) >> 56; }

/**
 * Writes the `words` differences that end at `end` again, by their changed bytes, if that is shorter. Returns where they end
 * now.
 */
uint8_t *MakeSparse(uint8_t *end, uint32_t words) {
  uint8_t *to = end - words * sizeof(uint64_t);
  uint64_t differences[kMaxSparseWords];
  uint32_t bytes = words;
  for (uint32_t word = 0; word < words; word++) {
    differences[word] = WordAt(to + word * sizeof(uint64_t));
    bytes += CountOf(ChangedBytes(differences[word]));
  }
  if (bytes >= words * sizeof(uint64_t)) return end;
  for (uint32_t word = 0; word < words; word++) {
    const uint64_t difference = differences[word];
    uint64_t changed = ChangedBytes(difference);
    *to++ = MaskOf(changed);
    for (; changed != 0; changed &= changed - 1)
      *to++ = static_cast<uint8_t>(difference >> __builtin_ctzll(changed));
  }
  return to;
}

}  // namespace

PacketDeltas::PacketDeltas() : block_(NextBlock()), outUsed_(kHeaderBytes) {}

bool PacketDeltas::IsFull() const {
  return plainUsed_ + packets_ * kRecordHeaderBytes >= kBlockBytes || outUsed_ >= kPackedBytes;
}

void PacketDeltas::Add(int64_t atNs, uint32_t length, const uint8_t *bytes, uint32_t captured,
                       PacketReference *reference) {
  // At most: three numbers, a bit for each word, the words.
  const uint32_t most = 4 * kMaxVarintBytes + Padded(captured) / 64 + 1 + Padded(captured);
  if (plain_.size() < plainUsed_ + Padded(captured))
    plain_.resize(std::max<size_t>(2 * plain_.size(), plainUsed_ + Padded(captured) + 4096));
  if (out_.size() < outUsed_ + most)
    out_.resize(std::max<size_t>(2 * out_.size(), outUsed_ + most + 4096));

  uint8_t *plain = plain_.data() + plainUsed_;
  if (captured % 8 != 0) std::memset(plain + Padded(captured) - 8, 0, 8);
  // An empty packet may be nowhere.
  if (captured > 0) std::memcpy(plain, bytes, captured);

  const uint64_t ns = static_cast<uint64_t>(atNs);
  if (packets_ == 0) {
    const double first = static_cast<double>(atNs);
    std::memcpy(out_.data() + 8, &first, sizeof(first));
    lastNs_ = ns;
  }
  PutVarint(ns - lastNs_);
  lastNs_ = ns;
  if (reference->block == block_) {
    const bool sameSize = length == reference->length && captured == reference->captured;
    const uint64_t back = packets_ - reference->index;
    const uint32_t flagsAt = outUsed_;
    PutVarint(back << kReferenceFlagBits | (sameSize ? 0 : kSizesDiffer));
    if (!sameSize) {
      PutVarint(length);
      PutVarint(captured);
    }
    if (PutDifference(plain_.data() + reference->offset, reference->captured, plainUsed_, captured))
      out_[flagsAt] |= kSparse;
  } else {
    PutVarint(0);
    PutVarint(length);
    PutVarint(captured);
    std::memcpy(out_.data() + outUsed_, bytes, captured);
    outUsed_ += captured;
  }
  *reference = {block_, packets_, plainUsed_, length, captured};
  plainUsed_ += Padded(captured);
  packets_++;
}

bool PacketDeltas::PutDifference(const uint8_t *before, uint32_t beforeCaptured, uint32_t offset,
                                 uint32_t captured) {
  const uint8_t *now = plain_.data() + offset;
  const uint32_t words = Padded(captured) / 8;
  const uint32_t wordsBefore = Padded(beforeCaptured) / 8;
  uint8_t *changed = out_.data() + outUsed_;
  uint8_t *const differences = changed + (words + 7) / 8;
  uint8_t *to = differences;
  std::memset(changed, 0, to - changed);
  const uint32_t inBoth = std::min(words, wordsBefore);
  for (uint32_t word = 0; word < words; word++) {
    if (word % 8 == 0 && word + 8 <= inBoth && IsSameLine(now + 8 * word, before + 8 * word)) {
      word += 7;
      continue;
    }
    const uint64_t difference =
        WordAt(now + 8 * word) ^ (word < wordsBefore ? WordAt(before + 8 * word) : 0);
    if (difference == 0) continue;
    changed[word / 8] |= 1 << word % 8;
    std::memcpy(to, &difference, sizeof(difference));
    to += sizeof(difference);
  }
  const uint32_t changedWords = (to - differences) / sizeof(uint64_t);
  uint8_t *end = changedWords <= kMaxSparseWords ? MakeSparse(to, changedWords) : to;
  outUsed_ = end - out_.data();
  return end != to;
}

PacketDeltas::Bytes PacketDeltas::Take() {
  const uint32_t numbers[2] = {packets_, plainUsed_ + packets_ * kRecordHeaderBytes};
  std::memcpy(out_.data(), kMagic, sizeof(kMagic));
  std::memcpy(out_.data() + 16, numbers, sizeof(numbers));
  const Bytes block = {out_.data(), outUsed_};
  block_ = NextBlock();
  packets_ = plainUsed_ = 0;
  outUsed_ = kHeaderBytes;
  return block;
}

void PacketDeltas::PutVarint(uint64_t value) {
  uint8_t *to = out_.data() + outUsed_;
  while (value >= 0x80) {
    *to++ = static_cast<uint8_t>(value) | 0x80;
    value >>= 7;
  }
  *to++ = static_cast<uint8_t>(value);
  outUsed_ = to - out_.data();
}
