#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/** The packet before in the same flow, if it is in the block: written as what differs from it. */
struct PacketReference {
  /** Of the block; 0 = none. */
  uint64_t block = 0;
  uint32_t index = 0;
  uint32_t offset = 0;
  uint32_t length = 0;
  uint32_t captured = 0;
};

/**
 * Packets of one interface as `packet_block.data` has them: session/packet-deltas.ts reads it and tells the layout.
 * A packet mostly differs from the one before in its flow by a few bytes; writing the rest again is what costs most.
 */
class PacketDeltas {
 public:
  /** A block with this much of unpacked packets is full. */
  static constexpr uint32_t kBlockBytes = 1 << 20;
  /** So is one that takes this much of the session. */
  static constexpr uint32_t kPackedBytes = 112 << 10;

  PacketDeltas();
  bool IsFull() const;
  uint32_t packets() const { return packets_; }
  /** `atNs` must not be earlier than the packet's before. `reference` becomes this packet. */
  void Add(int64_t atNs, uint32_t length, const uint8_t *bytes, uint32_t captured,
           PacketReference *reference);
  /** The block's bytes, until the next packet is added; a new block begins. */
  struct Bytes {
    const uint8_t *data;
    size_t size;
  };
  Bytes Take();

 private:
  void PutVarint(uint64_t value);
  /** Whether only changed bytes were written, not whole words: the shorter. */
  bool PutDifference(const uint8_t *before, uint32_t beforeCaptured, uint32_t offset,
                     uint32_t captured);

  uint64_t block_;
  uint32_t packets_ = 0;
  uint64_t lastNs_ = 0;
  /** Packets one after the other, each padded with zeros to eight bytes. */
  std::vector<uint8_t> plain_;
  uint32_t plainUsed_ = 0;
  std::vector<uint8_t> out_;
  uint32_t outUsed_ = 0;
};
