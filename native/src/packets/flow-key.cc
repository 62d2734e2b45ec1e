#include "flow-key.h"

#include <cstring>

namespace {

constexpr uint16_t kLlc = 0x0004;
constexpr uint16_t kIpv4 = 0x0800;
constexpr uint16_t kIpv6 = 0x86dd;
// More tags than any real network stacks; bounds the walk over hostile frames.
constexpr int kMaxVlanTags = 8;
constexpr int kFragmentHeader = 44;
constexpr int kAuthentication = 51;

uint16_t Short(const uint8_t *at) { return at[0] << 8 | at[1]; }

uint32_t Word(const uint8_t *at) {
  return static_cast<uint32_t>(Short(at)) << 16 | Short(at + 2);
}

struct Network {
  /** Beyond `captured` if the link header is cut short or unknown. */
  uint32_t offset;
  uint16_t type;
};

constexpr Network kNowhere = {UINT32_MAX, 0};

bool IsVlanTag(uint16_t type) { return type == 0x8100 || type == 0x88a8 || type == 0x9100; }

Network AfterVlanTags(const uint8_t *frame, uint32_t at, uint32_t captured, uint16_t type) {
  for (int tags = 0; IsVlanTag(type) && tags < kMaxVlanTags; tags++) {
    if (at + 4 > captured) return kNowhere;
    type = Short(frame + at + 2);
    at += 4;
  }
  // IEEE 802.3: below 0x0600 it is a length; the LLC header follows.
  return {at, type < 0x0600 ? kLlc : type};
}

Network AfterCooked(const uint8_t *frame, uint32_t typeAt, uint32_t start, uint32_t captured) {
  if (start > captured) return kNowhere;
  const uint16_t type = Short(frame + typeAt);
  // Below 0x0600 a cooked header holds the kernel's own numbers: 1 raw 802.3, 4 LLC, 12 CAN …
  if (type < 0x0600) return {start, type == 1 ? kLlc : type};
  return AfterVlanTags(frame, start, captured, type);
}

Network ByVersion(const uint8_t *frame, uint32_t at, uint32_t captured) {
  const int version = at < captured ? frame[at] >> 4 : 0;
  return {at, version == 4 ? kIpv4 : version == 6 ? kIpv6 : static_cast<uint16_t>(0)};
}

Network LocateNetwork(const uint8_t *frame, uint32_t captured, int link) {
  switch (link) {
    case 1:
      return captured < 14 ? kNowhere : AfterVlanTags(frame, 14, captured, Short(frame + 12));
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return ByVersion(frame, 0, captured);
    case 113:
      return AfterCooked(frame, 14, 16, captured);
    case 276:
      return AfterCooked(frame, 0, 20, captured);
    case 0:
      return captured < 4 ? kNowhere : ByVersion(frame, 4, captured);
    default:
      return kNowhere;
  }
}

bool HasPorts(uint8_t proto) {
  // TCP, UDP, UDP-Lite, SCTP, DCCP
  return proto == 6 || proto == 17 || proto == 136 || proto == 132 || proto == 33;
}

bool IsExtension(uint8_t next) {
  switch (next) {
    case 0:
    case 43:
    case kFragmentHeader:
    case kAuthentication:
    case 60:
    case 135:
    case 139:
    case 140:
      return true;
    default:
      return false;
  }
}

uint32_t Ports(const uint8_t *frame, uint32_t at, uint32_t captured, uint8_t proto) {
  if (HasPorts(proto)) return at + 4 <= captured ? Word(frame + at) : 0;
  // ICMP and ICMPv6: type and code.
  if (proto != 1 && proto != 58) return 0;
  return at + 2 <= captured ? static_cast<uint32_t>(frame[at]) << 16 | frame[at + 1] : 0;
}

void ReadIpv4(const uint8_t *frame, uint32_t ip, uint32_t captured, uint32_t *key) {
  const uint8_t proto = frame[ip + 9];
  key[0] = static_cast<uint32_t>(kIpv4) << 16 | 4 << 8 | proto;
  key[2] = Word(frame + ip + 12);
  key[6] = Word(frame + ip + 16);
  const uint32_t headerBytes = (frame[ip] & 0x0f) * 4;
  const bool isLaterFragment = (Short(frame + ip + 6) & 0x1fff) != 0;
  if (headerBytes >= 20 && !isLaterFragment)
    key[1] = Ports(frame, ip + headerBytes, captured, proto);
}

void ReadIpv6(const uint8_t *frame, uint32_t ip, uint32_t captured, uint32_t *key) {
  for (int i = 0; i < 4; i++) {
    key[2 + i] = Word(frame + ip + 8 + i * 4);
    key[6 + i] = Word(frame + ip + 24 + i * 4);
  }
  uint8_t next = frame[ip + 6];
  uint32_t at = ip + 40;
  bool isLaterFragment = false;
  while (IsExtension(next) && at + 8 <= captured && !isLaterFragment) {
    const uint32_t units = frame[at + 1];
    isLaterFragment = next == kFragmentHeader && (Short(frame + at + 2) & 0xfff8) != 0;
    const uint32_t bytes = next == kFragmentHeader   ? 8
                           : next == kAuthentication ? (units + 2) * 4
                                                     : (units + 1) * 8;
    next = frame[at];
    at += bytes;
  }
  key[0] = static_cast<uint32_t>(kIpv6) << 16 | 6 << 8 | next;
  if (!isLaterFragment) key[1] = Ports(frame, at, captured, next);
}

}  // namespace

void ReadFlowKey(const uint8_t *frame, uint32_t captured, int link, uint32_t key[kFlowKeyWords]) {
  std::memset(key, 0, kFlowKeyWords * sizeof(*key));
  const auto [offset, type] = LocateNetwork(frame, captured, link);
  if (offset > captured) return;
  const uint32_t there = captured - offset;
  if (type == kIpv4 && there >= 20) {
    ReadIpv4(frame, offset, captured, key);
  } else if (type == kIpv6 && there >= 40) {
    ReadIpv6(frame, offset, captured, key);
  } else {
    key[0] = static_cast<uint32_t>(type) << 16;
    if (link != 1) return;
    key[2] = Word(frame + 6);
    key[3] = static_cast<uint32_t>(Short(frame + 10)) << 16;
    key[6] = Word(frame);
    key[7] = static_cast<uint32_t>(Short(frame + 4)) << 16;
  }
}
