import { ipv4Text, ipv6Text, macText } from './address-text.js'
import { ipv4HeaderChecksum } from './checksum.js'
import { uint16, uint32 } from './link-layer.js'
import { ipProtocol } from './numbers.js'
import type { ArpHeader, Ipv4Header, Ipv6Header } from './headers.js'

/** What an IP header tells about the header above it. */
export interface IpLayer {
  readonly family: 4 | 6
  readonly proto: number
  readonly src: string
  readonly dst: string
  readonly fragment: boolean
  /** -1 = there is none: cut short, malformed, or a later fragment. */
  readonly transportOffset: number
  /** Offset of the packet's end as the header says; -1 if it can't tell. */
  readonly end: number
  readonly truncated: boolean
  readonly malformed: readonly string[]
  readonly ipv4: Ipv4Header | undefined
  readonly ipv6: Ipv6Header | undefined
}

/** undefined = not even the fixed header is there. */
export function decodeIpv4(bytes: Uint8Array, at: number): IpLayer | undefined {
  if (at + 20 > bytes.length) return undefined
  const malformed: string[] = []
  const version = (bytes[at] ?? 0) >> 4
  const headerLength = ((bytes[at] ?? 0) & 0x0f) * 4
  const totalLength = uint16(bytes, at + 2)
  const fragmentField = uint16(bytes, at + 6)
  const fragmentOffset = (fragmentField & 0x1fff) * 8
  const moreFragments = (fragmentField & 0x2000) !== 0
  if (version !== 4) malformed.push(`IPv4 version ${version}`)
  if (headerLength < 20) malformed.push(`IPv4 header length ${headerLength}`)
  // 0 = a GSO packet beyond 64 KiB (BIG TCP, Linux 6.3).
  if (totalLength !== 0 && totalLength < headerLength) {
    malformed.push(`IPv4 total length ${totalLength} below its header length ${headerLength}`)
  }
  const truncated = at + headerLength > bytes.length
  const readable = malformed.length === 0 && !truncated
  const proto = bytes[at + 9] ?? 0
  return {
    family: 4,
    proto,
    src: ipv4Text(bytes, at + 12),
    dst: ipv4Text(bytes, at + 16),
    fragment: moreFragments || fragmentOffset > 0,
    transportOffset: readable && fragmentOffset === 0 ? at + headerLength : -1,
    end: totalLength === 0 ? -1 : at + totalLength,
    truncated,
    malformed,
    ipv6: undefined,
    ipv4: {
      headerLength,
      tos: bytes[at + 1] ?? 0,
      totalLength,
      id: uint16(bytes, at + 4),
      dontFragment: (fragmentField & 0x4000) !== 0,
      moreFragments,
      fragmentOffset,
      ttl: bytes[at + 8] ?? 0,
      proto,
      checksum: uint16(bytes, at + 10),
      checksumValid: ipv4HeaderChecksum(bytes, at, headerLength),
      options: ipv4Options(bytes, at + 20, at + headerLength),
    },
  }
}

function ipv4Options(bytes: Uint8Array, start: number, end: number): readonly number[] {
  const options: number[] = []
  let at = start
  while (at < end && at < bytes.length) {
    const option = bytes[at] ?? 0
    if (option === 0) break
    if (option === 1) {
      at += 1
      continue
    }
    options.push(option)
    const length = bytes[at + 1] ?? 0
    if (length < 2) break
    at += length
  }
  return options
}

const isExtension = (next: number): boolean =>
  next === ipProtocol.hopByHop ||
  next === ipProtocol.routing ||
  next === ipProtocol.fragment ||
  next === ipProtocol.destinationOptions ||
  next === ipProtocol.authentication ||
  next === ipProtocol.mobility ||
  next === ipProtocol.hip ||
  next === ipProtocol.shim6

/**
 * Length of the extension header at `at`. RFC 8200: units of 8 bytes beyond the first 8, except the fragment
 * header (always 8) and AH (RFC 4302: units of 4, plus 2).
 */
export function extensionLength(bytes: Uint8Array, at: number, next: number): number {
  if (next === ipProtocol.fragment) return 8
  const units = bytes[at + 1] ?? 0
  return next === ipProtocol.authentication ? (units + 2) * 4 : (units + 1) * 8
}

export { isExtension as isIpv6Extension }

/** undefined = not even the fixed header is there. */
export function decodeIpv6(bytes: Uint8Array, at: number): IpLayer | undefined {
  if (at + 40 > bytes.length) return undefined
  const version = (bytes[at] ?? 0) >> 4
  const payloadLength = uint16(bytes, at + 4)
  const walk = walkExtensions(bytes, at + 40, bytes[at + 6] ?? 0)
  const readable = version === 6 && !walk.truncated && (walk.fragment?.offset ?? 0) === 0
  return {
    family: 6,
    proto: walk.next,
    src: ipv6Text(bytes, at + 8),
    dst: ipv6Text(bytes, at + 24),
    fragment: walk.fragment !== undefined,
    transportOffset: readable ? walk.at : -1,
    end: payloadLength === 0 ? -1 : at + 40 + payloadLength,
    truncated: walk.truncated,
    malformed: version === 6 ? [] : [`IPv6 version ${version}`],
    ipv4: undefined,
    ipv6: {
      trafficClass: (uint16(bytes, at) >> 4) & 0xff,
      flowLabel: uint32(bytes, at) & 0xfffff,
      payloadLength,
      hopLimit: bytes[at + 7] ?? 0,
      nextHeaders: walk.nextHeaders,
      fragment: walk.fragment,
    },
  }
}

function walkExtensions(bytes: Uint8Array, start: number, first: number) {
  const nextHeaders = [first]
  let fragment: Ipv6Header['fragment']
  let at = start
  let next = first
  while (isExtension(next)) {
    if (at + 8 > bytes.length) return { at, next, nextHeaders, fragment, truncated: true }
    const length = extensionLength(bytes, at, next)
    if (next === ipProtocol.fragment) {
      const field = uint16(bytes, at + 2)
      fragment = { id: uint32(bytes, at + 4), offset: field & 0xfff8, more: (field & 1) !== 0 }
    }
    next = bytes[at] ?? 0
    nextHeaders.push(next)
    at += length
    if (at > bytes.length) return { at, next, nextHeaders, fragment, truncated: true }
    // What follows a later fragment's header is data, not headers.
    if (fragment !== undefined && fragment.offset > 0) break
  }
  return { at, next, nextHeaders, fragment, truncated: false }
}

/** undefined = cut short, or not ARP for Ethernet and IPv4. */
export function decodeArp(bytes: Uint8Array, at: number): ArpHeader | undefined {
  const forIpv4 = uint16(bytes, at + 2) === 0x0800 && bytes[at + 4] === 6 && bytes[at + 5] === 4
  if (at + 28 > bytes.length || !forIpv4) return undefined
  return {
    operation: uint16(bytes, at + 6),
    senderMac: macText(bytes, at + 8),
    senderAddress: ipv4Text(bytes, at + 14),
    targetMac: macText(bytes, at + 18),
    targetAddress: ipv4Text(bytes, at + 24),
  }
}
