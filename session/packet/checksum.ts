import { etherType, ipProtocol } from './numbers.js'
import { uint16 } from './link-layer.js'
import type { ChecksumState, Ipv4Header, PacketHeaders } from './headers.js'

/** RFC 1071 sum of `length` bytes, folded to 16 bits and not yet complemented. */
export function onesComplementSum(
  bytes: Uint8Array,
  offset: number,
  length: number,
  start = 0,
): number {
  let sum = start
  const evenEnd = offset + (length & ~1)
  for (let at = offset; at < evenEnd; at += 2) sum += uint16(bytes, at)
  if (length & 1) sum += (bytes[evenEnd] ?? 0) << 8
  // At most 64 KiB of 16-bit words: far below 2^53, so folding at the end is enough.
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000)
  return sum
}

/** Header checksum of the IPv4 header at `offset`; unknown if the header is cut short. */
export function ipv4HeaderChecksum(
  bytes: Uint8Array,
  offset: number,
  headerLength: number,
): ChecksumState {
  if (headerLength < 20 || offset + headerLength > bytes.length) return 'unknown'
  return onesComplementSum(bytes, offset, headerLength) === 0xffff ? 'valid' : 'invalid'
}

/**
 * Checksum of TCP, UDP, ICMP, ICMPv6 or IGMP over header and data. `bytes` are those the headers were decoded from.
 * Of a packet cut short only this can be told: whether its checksum was left to the NIC.
 */
export function transportChecksum(bytes: Uint8Array, headers: PacketHeaders): ChecksumState {
  return isChecksumOffloaded(bytes, headers) ? 'unknown' : wholeChecksum(bytes, headers)
}

/**
 * true = the field holds the sum of the pseudo header alone, as Linux leaves it for the NIC to finish
 * (CHECKSUM_PARTIAL). On veth and loopback such packets are delivered as they are.
 */
export function isChecksumOffloaded(bytes: Uint8Array, headers: PacketHeaders): boolean {
  const field = checksumField(bytes, headers)
  if (field === undefined || field === 0 || lacksPseudoHeader(headers)) return false
  const length = transportLength(headers)
  return length >= 0 && pseudoHeaderSum(bytes, headers, length) === field
}

function wholeChecksum(bytes: Uint8Array, headers: PacketHeaders): ChecksumState {
  const { transportOffset: at, udp } = headers
  const field = checksumField(bytes, headers)
  if (field === undefined || headers.fragment || headers.truncated !== undefined) return 'unknown'
  // RFC 768: zero = none was sent. Over IPv6 it is forbidden (RFC 8200 §8.1), except for some tunnels (RFC 6935).
  if (udp !== undefined && field === 0) return headers.family === 6 ? 'invalid' : 'unknown'
  const length = transportLength(headers)
  if (length < 0 || at + length > bytes.length) return 'unknown'
  if (udp !== undefined && (udp.length < 8 || udp.length > length)) return 'invalid'
  const covered = udp === undefined ? length : udp.length
  const start = lacksPseudoHeader(headers) ? 0 : pseudoHeaderSum(bytes, headers, covered)
  return onesComplementSum(bytes, at, covered, start) === 0xffff ? 'valid' : 'invalid'
}

const lacksPseudoHeader = ({ proto }: PacketHeaders): boolean =>
  proto === ipProtocol.icmp || proto === ipProtocol.igmp

/** That of IGMP stands where that of ICMP does (RFC 2236). */
function checksumField(bytes: Uint8Array, headers: PacketHeaders): number | undefined {
  const { proto, transportOffset: at } = headers
  if (proto === ipProtocol.igmp && at >= 0 && at + 4 <= bytes.length) return uint16(bytes, at + 2)
  return (headers.tcp ?? headers.udp ?? headers.icmp)?.checksum
}

/** Bytes from the transport header to the end of the packet as the IP header says; -1 if it can't tell. */
function transportLength(headers: PacketHeaders): number {
  const { ipv4, ipv6, networkOffset, transportOffset } = headers
  if (transportOffset < 0) return -1
  const above = transportOffset - networkOffset
  if (ipv4 !== undefined) return ipv4.totalLength === 0 ? -1 : dataOf(ipv4, above)
  // payloadLength 0 = jumbogram or GSO beyond 64 KiB.
  if (ipv6 !== undefined) return ipv6.payloadLength === 0 ? -1 : 40 + ipv6.payloadLength - above
  return -1
}

const dataOf = (ipv4: Ipv4Header, headerBytes: number): number => ipv4.totalLength - headerBytes

function pseudoHeaderSum(bytes: Uint8Array, headers: PacketHeaders, length: number): number {
  const ip = headers.networkOffset
  const tail = headers.proto + (length & 0xffff) + Math.floor(length / 0x10000)
  return headers.etherType === etherType.ipv4 || headers.family === 4
    ? onesComplementSum(bytes, ip + 12, 8, tail)
    : onesComplementSum(bytes, ip + 8, 32, tail)
}
