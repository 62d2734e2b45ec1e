#include "packet-books.h"

#include <utility>

PacketBooks::PacketBooks(FlowLimits limits, BlockSink sink)
    : sink_(std::move(sink)), flows_(limits) {}

void PacketBooks::Open(uint32_t slot, int link) {
  auto books = std::make_unique<Slot>();
  books->number = slot;
  books->link = link;
  slots_.emplace(slot, std::move(books));
}

void PacketBooks::BeginBatch(uint32_t slot, int64_t wallNs, int64_t sessionNs) {
  At(slot)->stamps.BeginBatch(wallNs, sessionNs);
}

void PacketBooks::Add(uint32_t number, int64_t wallNs, uint32_t length, const uint8_t *bytes,
                      uint32_t captured) {
  Slot *slot = At(number);
  const int64_t atNs = slot->stamps.ToSession(wallNs);
  if (slot->deltas.packets() == 0) slot->fromNs = atNs;
  slot->toNs = atNs;
  slot->wireBytes += length;
  uint32_t key[kFlowKeyWords];
  ReadFlowKey(bytes, captured, slot->link, key);
  PacketReference *before = flows_.Count(number, key, atNs / 1'000'000'000, length);
  slot->deltas.Add(atNs, length, bytes, captured, before);
  if (slot->deltas.IsFull()) Finish(slot);
}

void PacketBooks::Close(uint32_t slot) {
  const auto found = slots_.find(slot);
  if (found == slots_.end()) return;
  Finish(found->second.get());
  if (recent_ == found->second.get()) recent_ = nullptr;
  slots_.erase(found);
}

void PacketBooks::Flush(int64_t beforeNs, int64_t beforeSecond) {
  for (auto &[number, slot] : slots_)
    if (slot->fromNs < beforeNs) Finish(slot.get());
  flows_.Flush(beforeSecond);
}

PacketBooks::Slot *PacketBooks::At(uint32_t number) {
  if (recent_ == nullptr || recent_->number != number) recent_ = slots_.at(number).get();
  return recent_;
}

void PacketBooks::Finish(Slot *slot) {
  const uint32_t packets = slot->deltas.packets();
  if (packets == 0) return;
  const uint64_t wireBytes = std::exchange(slot->wireBytes, 0);
  sink_({slot->number, slot->fromNs, slot->toNs, packets, wireBytes, slot->deltas.Take()});
}
