/** Rewrites the bytes of a packet: addresses become pseudonyms, what the headers carry becomes zero, lengths stay. */
import { isChecksumOffloaded, onesComplementSum } from '../packet/checksum.js'
import { decodeFrame } from '../packet/decode.js'
import type { PacketHeaders } from '../packet/headers.js'
import { isVlanTag, uint16 } from '../packet/link-layer.js'
import { etherType, ipProtocol, linkType } from '../packet/numbers.js'
import type { AddressRedaction } from './redact-address.js'
import { mendHeaderChecksum, mendTransportChecksum } from './redact-checksum.js'
import {
  blankExtensions,
  blankIpv4Options,
  blankTcpOptions,
  replaceAddress,
} from './redact-headers.js'
import { rtpEnd } from './redact-rtp.js'
import { redactIcmpRest, redactIcmpv6Body, redactIgmp } from './redact-icmp.js'

export interface PacketRedaction {
  readonly addresses: AddressRedaction
  /** Of the purpose 'checksum'. */
  readonly checksumKey: Buffer
  /** Of the purpose 'rtp'. */
  readonly rtpKey: Buffer
}

const ethernetHeader = 14

/** In place: a frame that begins with the link header of a libpcap link type. */
export function redactFrame(bytes: Uint8Array, link: number, by: PacketRedaction): void {
  const headers = decodeFrame(bytes, link)
  if (link === linkType.ethernet) redactEthernet(bytes, headers.networkOffset, by)
  // cooked headers hold the sender's address of up to 8 bytes
  else if (link === linkType.linuxCooked) redactCooked(bytes, 6, by)
  else if (link === linkType.linuxCooked2) redactCooked(bytes, 12, by)
  else if (headers.networkOffset < 0) bytes.fill(0)
  redactNetwork(bytes, headers, by)
}

/** In place: the head of a drop detail, see decodeDropHead for its fields. */
export function redactDropHead(
  head: Uint8Array,
  headStart: number,
  networkOffset: number,
  headers: PacketHeaders,
  by: PacketRedaction,
): void {
  const hasLink = headStart === 1 && (networkOffset === 0xffff || networkOffset >= ethernetHeader)
  if (hasLink) redactEthernet(head, headers.networkOffset, by)
  else head.fill(0, 0, headers.networkOffset < 0 ? head.length : headers.networkOffset)
  redactNetwork(head, headers, by)
}

/** `network` -1: there is none, the rest is not understood. */
function redactEthernet(bytes: Uint8Array, network: number, by: PacketRedaction): void {
  replaceAddress(bytes, 0, 6, by.addresses)
  replaceAddress(bytes, 6, 6, by.addresses)
  let at = ethernetHeader
  while (isVlanTag(uint16(bytes, at - 2)) && at + 4 <= bytes.length) at += 4
  // between the tags and the network header may lie a tunnel's own headers
  bytes.fill(0, Math.min(at, bytes.length), network < 0 ? bytes.length : Math.max(at, network))
}

function redactCooked(bytes: Uint8Array, at: number, by: PacketRedaction): void {
  if (at + 8 > bytes.length) return
  replaceAddress(bytes, at, 6, by.addresses)
  bytes.fill(0, at + 6, at + 8)
}

function redactNetwork(bytes: Uint8Array, headers: PacketHeaders, by: PacketRedaction): void {
  const at = headers.networkOffset
  if (at < 0) return
  if (headers.arp !== undefined) redactArp(bytes, at, by)
  else if (headers.ipv4 !== undefined) redactIpv4(bytes, headers, by)
  else if (headers.ipv6 !== undefined) redactIpv6(bytes, headers, by)
  // the service access points of LLC tell protocols apart
  else bytes.fill(0, Math.min(bytes.length, at + (headers.etherType === etherType.llc ? 3 : 0)))
}

function redactArp(bytes: Uint8Array, at: number, { addresses }: PacketRedaction): void {
  replaceAddress(bytes, at + 8, 6, addresses)
  replaceAddress(bytes, at + 14, 4, addresses)
  replaceAddress(bytes, at + 18, 6, addresses)
  replaceAddress(bytes, at + 24, 4, addresses)
  bytes.fill(0, at + 28)
}

function redactIpv4(bytes: Uint8Array, headers: PacketHeaders, by: PacketRedaction): void {
  const { networkOffset: at, ipv4 } = headers
  const original = Uint8Array.from(bytes)
  const end = at + Math.max(20, ipv4?.headerLength ?? 0)
  replaceAddress(bytes, at + 12, 4, by.addresses)
  replaceAddress(bytes, at + 16, 4, by.addresses)
  blankIpv4Options(bytes, at + 20, end)
  mendHeaderChecksum(original, bytes, at, end)
  redactTransport(original, bytes, headers, end, by)
}

function redactIpv6(bytes: Uint8Array, headers: PacketHeaders, by: PacketRedaction): void {
  const { networkOffset: at } = headers
  const original = Uint8Array.from(bytes)
  replaceAddress(bytes, at + 8, 16, by.addresses)
  replaceAddress(bytes, at + 24, 16, by.addresses)
  const end = blankExtensions(bytes, at + 40, bytes[at + 6] ?? 0)
  redactTransport(original, bytes, headers, end, by)
}

/** `above`: where what follows the IP header begins. */
function redactTransport(
  original: Uint8Array,
  bytes: Uint8Array,
  headers: PacketHeaders,
  above: number,
  by: PacketRedaction,
): void {
  const start = headers.transportOffset
  if (start < 0) {
    bytes.fill(0, Math.min(above, bytes.length))
    return
  }
  const end = packetEnd(headers)
  const blankFrom = Math.min(bytes.length, headerEnd(bytes, headers, end, by))
  bytes.fill(0, blankFrom)
  const field = start + checksumOffset(headers)
  if (field < start) return
  const covered = headers.udp === undefined ? end : start + headers.udp.length
  mendTransportChecksum(
    original,
    bytes,
    {
      field,
      start,
      // a fragment is summed with the others; an end within the header is none
      end: headers.fragment || covered === undefined || covered < blankFrom ? undefined : covered,
      blankFrom,
      pseudo: {
        before: pseudoHeaderSum(original, headers, end),
        after: pseudoHeaderSum(bytes, headers, end),
      },
      isOffloaded: isChecksumOffloaded(original, headers),
    },
    by.checksumKey,
  )
}

/** Rewrites the transport header; returns where the bytes begin that nobody needs. */
function headerEnd(
  bytes: Uint8Array,
  headers: PacketHeaders,
  end: number | undefined,
  by: PacketRedaction,
): number {
  const { transportOffset: at, proto, tcp, udp, icmp } = headers
  if (tcp !== undefined) {
    const after = headers.malformed.length > 0 ? at + 20 : at + tcp.headerLength
    blankTcpOptions(bytes, at + 20, Math.min(after, bytes.length))
    return after
  }
  if (udp !== undefined)
    return rtpEnd(bytes, at + 8, Math.min(bytes.length, end ?? at + udp.length), by.rtpKey)
  if (icmp !== undefined) return icmpEnd(bytes, headers, icmp.embedded, end, by)
  if (headers.truncated !== undefined) return proto === ipProtocol.tcp ? at + 20 : at + 8
  if (proto === ipProtocol.igmp) return redactIgmp(bytes, at, by.addresses)
  return at + (keptOf.get(proto) ?? 0)
}

/** Ports, tags and checksum of SCTP, ports of DCCP; index and sequence number of ESP; flags and protocol of GRE. */
const keptOf: ReadonlyMap<number, number> = new Map([
  [ipProtocol.sctp, 12],
  [ipProtocol.dccp, 12],
  [ipProtocol.esp, 8],
  [ipProtocol.gre, 4],
])

function icmpEnd(
  bytes: Uint8Array,
  headers: PacketHeaders,
  embedded: PacketHeaders | undefined,
  end: number | undefined,
  by: PacketRedaction,
): number {
  const { transportOffset: at, family, sport: type } = headers
  if (embedded !== undefined) {
    redactNetwork(bytes.subarray(at + 8), embedded, by)
    return quotedEnd(embedded, at + 8, bytes.length)
  }
  if (family === 4) redactIcmpRest(bytes, at, type, by.addresses)
  const last = Math.min(bytes.length, end ?? bytes.length)
  return family === 6 ? redactIcmpv6Body(bytes, at, type, last, by.addresses) : at + 8
}

/** Where the headers of a quoted packet end; it is cut after eight bytes of transport where that is all there is. */
function quotedEnd(quoted: PacketHeaders, at: number, most: number): number {
  const { transportOffset: start, tcp } = quoted
  if (quoted.networkOffset < 0) return at
  if (start < 0) return Math.min(most, at + (quoted.family === 6 ? 48 : 20))
  return Math.min(most, at + start + (tcp?.headerLength ?? 20))
}

/** As the IP header says; undefined if it can't tell (GSO beyond 64 KiB, jumbograms). */
function packetEnd({ networkOffset: at, ipv4, ipv6 }: PacketHeaders): number | undefined {
  if (ipv4 !== undefined) return ipv4.totalLength === 0 ? undefined : at + ipv4.totalLength
  if (ipv6 !== undefined) return ipv6.payloadLength === 0 ? undefined : at + 40 + ipv6.payloadLength
  return undefined
}

/** -1 where there is none, or none that the bytes hold. */
function checksumOffset({ tcp, udp, icmp, proto, truncated }: PacketHeaders): number {
  if (tcp !== undefined) return 16
  if (udp !== undefined) return 6
  return icmp !== undefined || (proto === ipProtocol.igmp && truncated === undefined) ? 2 : -1
}

function pseudoHeaderSum(
  bytes: Uint8Array,
  { networkOffset: at, transportOffset, family, proto, udp }: PacketHeaders,
  end: number | undefined,
): number {
  if (proto === ipProtocol.icmp || proto === ipProtocol.igmp || end === undefined) return 0
  const length = udp?.length ?? end - transportOffset
  const tail = proto + (length & 0xffff) + (length >>> 16)
  return family === 4
    ? onesComplementSum(bytes, at + 12, 8, tail)
    : onesComplementSum(bytes, at + 8, 32, tail)
}
