#pragma once
// What a capture does with its books, told by bytes: for tests and for the fuzzer.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

#include "packet-books.h"

class Operations {
 public:
  Operations(const uint8_t *bytes, size_t size, FlowLimits limits, BlockSink sink)
      : books(limits, std::move(sink)), at_(bytes), left_(size) {}

  /** Does the next thing; false = there is none. `flushed` is called where the books are to be told. */
  template <typename Flushed>
  bool Next(Flushed flushed) {
    uint8_t operation;
    if (!Read(&operation)) return false;
    switch (operation % 4) {
      case 0:
        return Open();
      case 1:
        return BeginBatch();
      case 2:
        return Add();
      default:
        return Flush(flushed);
    }
  }

  PacketBooks books;
  uint64_t packets = 0;

 private:
  template <typename T>
  bool Read(T *value) {
    if (left_ < sizeof(*value)) return false;
    std::memcpy(value, at_, sizeof(*value));
    at_ += sizeof(*value);
    left_ -= sizeof(*value);
    return true;
  }

  bool Open() {
    uint32_t slot, link;
    if (!Read(&slot) || !Read(&link)) return false;
    if (slots_.insert(slot).second) books.Open(slot, static_cast<int>(link));
    return true;
  }

  bool BeginBatch() {
    uint32_t slot;
    int64_t wallNs, sessionNs;
    if (!Read(&slot) || !Read(&wallNs) || !Read(&sessionNs)) return false;
    if (slots_.count(slot) != 0 && IsTime(wallNs) && IsTime(sessionNs))
      books.BeginBatch(slot, wallNs, sessionNs);
    return true;
  }

  bool Add() {
    uint32_t slot, length, captured;
    int64_t wallNs;
    if (!Read(&slot) || !Read(&wallNs) || !Read(&length) || !Read(&captured)) return false;
    if (captured > left_) return false;
    // Of its own memory, so that AddressSanitizer sees where it ends.
    const std::unique_ptr<uint8_t[]> bytes(new uint8_t[captured]);
    std::copy_n(at_, captured, bytes.get());
    at_ += captured;
    left_ -= captured;
    if (slots_.count(slot) == 0 || !IsTime(wallNs)) return true;
    books.Add(slot, wallNs, length, bytes.get(), captured);
    packets++;
    return true;
  }

  template <typename Flushed>
  bool Flush(Flushed flushed) {
    int64_t blocksBeforeNs, secondsBefore;
    if (!Read(&blocksBeforeNs) || !Read(&secondsBefore)) return false;
    books.Flush(blocksBeforeNs, secondsBefore);
    flushed(&books);
    return true;
  }

  /** What a clock of 64 bits shows within the next 36 years: the kernel gives no others. */
  static bool IsTime(int64_t ns) { return ns >= 0 && ns < int64_t{1} << 61; }

  const uint8_t *at_;
  size_t left_;
  std::set<uint32_t> slots_;
};
