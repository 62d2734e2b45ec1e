import { macText } from './address-text.js'
import { decodeArp, decodeIpv4, decodeIpv6, type IpLayer } from './decode-network.js'
import { decodeTransport, noTransport } from './decode-transport.js'
import {
  ipVersionEtherType,
  locateNetwork,
  locatedOffset,
  locatedType,
  vlanIds,
} from './link-layer.js'
import { etherType, linkType } from './numbers.js'
import type { PacketHeaders } from './headers.js'

const nothing: PacketHeaders = {
  captured: 0,
  etherType: 0,
  srcMac: '',
  dstMac: '',
  vlans: [],
  networkOffset: -1,
  transportOffset: -1,
  payloadOffset: -1,
  family: 0,
  proto: 0,
  src: '',
  sport: 0,
  dst: '',
  dport: 0,
  tcpFlags: 0,
  fragment: false,
  ipv4: undefined,
  ipv6: undefined,
  tcp: undefined,
  udp: undefined,
  icmp: undefined,
  arp: undefined,
  truncated: undefined,
  malformed: [],
}

/** Decodes a frame that starts with the link header of a libpcap link type. Never throws, whatever the bytes. */
export function decodeFrame(bytes: Uint8Array, link: number = linkType.ethernet): PacketHeaders {
  const located = locateNetwork(bytes, 0, bytes.length, link)
  const macs = link === linkType.ethernet ? ethernetAddresses(bytes) : noAddresses
  if (located < 0) return { ...nothing, ...macs, captured: bytes.length, truncated: 'link' }
  const network = locatedOffset(located)
  return {
    ...decodeFromNetwork(bytes, locatedType(located), network),
    ...macs,
    vlans: vlanIds(bytes, vlanStart(link), network),
  }
}

/**
 * Decodes from the network header at `networkOffset`. An EtherType of 0 (skb->protocol not set) is guessed
 * from the IP version. Never throws.
 */
export function decodeFromNetwork(
  bytes: Uint8Array,
  givenType: number,
  networkOffset = 0,
): PacketHeaders {
  return decodeNetwork(bytes, givenType, networkOffset, true)
}

function decodeNetwork(
  bytes: Uint8Array,
  givenType: number,
  networkOffset: number,
  quotes: boolean,
): PacketHeaders {
  const type = givenType === 0 ? ipVersionEtherType(bytes, networkOffset, bytes.length) : givenType
  const base = { ...nothing, captured: bytes.length, etherType: type, networkOffset }
  if (type === etherType.arp) return withArp(base, bytes)
  if (type === etherType.ipv4) return withIp(base, bytes, decodeIpv4(bytes, networkOffset), quotes)
  if (type === etherType.ipv6) return withIp(base, bytes, decodeIpv6(bytes, networkOffset), quotes)
  return { ...base, payloadOffset: networkOffset }
}

/**
 * Decodes the head of a drop detail (session/drop-record.ts). `headStart` 1 = MAC header, 2 = network header;
 * `networkOffset` 0xffff = not known; `protocol` is the skb's EtherType. Devices without a link header
 * (tun, some tunnels) have both headers at offset 0.
 */
export function decodeDropHead(
  head: Uint8Array,
  headStart: number,
  networkOffset: number,
  protocol: number,
): PacketHeaders {
  if (headStart === 2) return decodeFromNetwork(head, protocol)
  if (headStart !== 1) return { ...nothing, truncated: 'link' }
  if (networkOffset === 0xffff || networkOffset > head.length) return decodeFrame(head)
  if (networkOffset < 14) return decodeFromNetwork(head, protocol, networkOffset)
  const link = decodeFrame(head)
  // The kernel's own word counts: it has taken tags off, and knows types that the bytes do not tell.
  if (link.networkOffset === networkOffset && (link.etherType === protocol || protocol === 0)) {
    return link
  }
  const { srcMac, dstMac } = link
  // A network header that still points at a VLAN tag: the tag was not taken off yet.
  if (link.networkOffset > networkOffset && link.family !== 0) return link
  const inner = decodeFromNetwork(head, protocol, networkOffset)
  return { ...inner, srcMac, dstMac, vlans: vlanIds(head, 12, networkOffset) }
}

const noAddresses = { srcMac: '', dstMac: '' }

const ethernetAddresses = (bytes: Uint8Array) => ({
  srcMac: macText(bytes, 6),
  dstMac: macText(bytes, 0),
})

/** Offset of the field that holds the first EtherType; beyond all bytes where a link type has no tags. */
const vlanStart = (link: number): number =>
  link === linkType.ethernet
    ? 12
    : link === linkType.linuxCooked
      ? 14
      : link === linkType.linuxCooked2
        ? 18
        : Number.MAX_SAFE_INTEGER

function withArp(base: PacketHeaders, bytes: Uint8Array): PacketHeaders {
  const arp = decodeArp(bytes, base.networkOffset)
  if (arp === undefined) {
    const complete = base.networkOffset + 28 <= bytes.length
    return complete
      ? { ...base, malformed: ['ARP not for Ethernet and IPv4'] }
      : { ...base, truncated: 'network' }
  }
  return {
    ...base,
    arp,
    src: arp.senderAddress,
    dst: arp.targetAddress,
    payloadOffset: base.networkOffset + 28,
  }
}

function withIp(
  base: PacketHeaders,
  bytes: Uint8Array,
  ip: IpLayer | undefined,
  quotes: boolean,
): PacketHeaders {
  if (ip === undefined) return { ...base, truncated: 'network' }
  const { family, proto, src, dst, fragment, transportOffset, ipv4, ipv6 } = ip
  const transport =
    transportOffset < 0 ? noTransport : decodeTransport(bytes, transportOffset, proto, ip.end)
  return {
    ...base,
    family,
    proto,
    src,
    dst,
    fragment,
    transportOffset,
    ipv4,
    ipv6,
    ...transport,
    icmp: transport.icmp && {
      ...transport.icmp,
      embedded: quotes
        ? embeddedPacket(bytes, transportOffset + 8, transport.icmp.type, family)
        : undefined,
    },
    malformed: [...ip.malformed, ...transport.malformed],
    truncated: ip.truncated ? 'network' : transport.truncated,
  }
}

/**
 * ICMP errors quote the packet they are about (RFC 792, RFC 4443). One level: an error about an error is
 * never sent, and bytes that pretend to nest deeper must not make us recurse.
 */
function embeddedPacket(
  bytes: Uint8Array,
  at: number,
  type: number,
  family: 4 | 6,
): PacketHeaders | undefined {
  const isError = family === 4 ? [3, 4, 5, 11, 12].includes(type) : type < 128
  if (!isError || at >= bytes.length) return undefined
  const quotedType = family === 4 ? etherType.ipv4 : etherType.ipv6
  return decodeNetwork(bytes.subarray(at), quotedType, 0, false)
}
