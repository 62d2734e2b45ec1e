import { etherType, linkType } from './numbers.js'

/** More tags than any real network stacks; bounds the walk over hostile frames. */
const maxVlanTags = 8

export const isVlanTag = (type: number): boolean =>
  type === etherType.vlan || type === etherType.serviceVlan || type === etherType.oldServiceVlan

/** DLT_RAW is 12 on Linux, 14 on OpenBSD; LINKTYPE_RAW in files is 101; 228 and 229 tell the version. */
export const isRawIp = (link: number): boolean =>
  link === linkType.raw || link === 12 || link === 14 || link === 228 || link === 229

/**
 * Finds the network header of the frame at `offset`: its offset times 65536 plus its EtherType, in one number
 * so that the hot path allocates nothing. -1 = the link header is truncated or of a kind not known here.
 */
export function locateNetwork(
  bytes: Uint8Array,
  offset: number,
  end: number,
  link: number,
): number {
  if (link === linkType.ethernet) return afterEthernetType(bytes, offset + 12, end)
  if (isRawIp(link)) return offset * 65536 + ipVersionEtherType(bytes, offset, end)
  if (link === linkType.linuxCooked) return afterCooked(bytes, offset + 14, offset + 16, end)
  if (link === linkType.linuxCooked2) return afterCooked(bytes, offset, offset + 20, end)
  if (link === linkType.bsdLoopback) {
    return offset + 4 > end ? -1 : (offset + 4) * 65536 + ipVersionEtherType(bytes, offset + 4, end)
  }
  return -1
}

/** The two numbers in what `locateNetwork` returned. Without a remainder, which is a loop in the CPU beyond 2^31. */
export const locatedOffset = (located: number): number => Math.floor(located / 65536)
export const locatedType = (located: number): number => located - locatedOffset(located) * 65536

/** EtherType of bytes that start with an IP header, told by its version nibble; 0 if neither 4 nor 6. */
export function ipVersionEtherType(bytes: Uint8Array, offset: number, end: number): number {
  if (offset >= end) return 0
  const version = (bytes[offset] ?? 0) >> 4
  return version === 4 ? etherType.ipv4 : version === 6 ? etherType.ipv6 : 0
}

function afterEthernetType(bytes: Uint8Array, at: number, end: number): number {
  return at + 2 > end ? -1 : afterVlanTags(bytes, at + 2, end, uint16(bytes, at))
}

function afterCooked(bytes: Uint8Array, typeAt: number, start: number, end: number): number {
  if (start > end) return -1
  const type = uint16(bytes, typeAt)
  // Below 0x0600 a cooked header holds the kernel's own numbers: 1 raw 802.3, 4 LLC, 12 CAN …
  if (type < 0x0600) return start * 65536 + (type === 1 ? etherType.llc : type)
  return afterVlanTags(bytes, start, end, type)
}

function afterVlanTags(bytes: Uint8Array, start: number, end: number, firstType: number): number {
  let at = start
  let type = firstType
  for (let tags = 0; isVlanTag(type) && tags < maxVlanTags; tags++) {
    if (at + 4 > end) return -1
    type = uint16(bytes, at + 2)
    at += 4
  }
  // IEEE 802.3: below 0x0600 it is a length; the LLC header follows.
  return at * 65536 + (type < 0x0600 ? etherType.llc : type)
}

/** VLAN ids between the first EtherType at `at` and the network header, outermost first. */
export function vlanIds(bytes: Uint8Array, at: number, networkOffset: number): readonly number[] {
  const ids: number[] = []
  for (let tag = at + 2; tag + 4 <= networkOffset; tag += 4) ids.push(uint16(bytes, tag) & 0x0fff)
  return ids
}

/** Big-endian, as all network headers are. */
export const uint16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

export const uint32 = (bytes: Uint8Array, at: number): number =>
  ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0
