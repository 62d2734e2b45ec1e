import { uint16, uint32 } from './link-layer.js'
import { ipProtocol } from './numbers.js'
import type { IcmpHeader, TcpHeader, UdpHeader } from './headers.js'

/** What the header above IP tells. */
export interface TransportLayer {
  readonly sport: number
  readonly dport: number
  readonly tcpFlags: number
  readonly payloadOffset: number
  readonly tcp: TcpHeader | undefined
  readonly udp: UdpHeader | undefined
  readonly icmp: IcmpHeader | undefined
  readonly truncated: 'transport' | undefined
  readonly malformed: readonly string[]
}

export const noTransport: TransportLayer = {
  sport: 0,
  dport: 0,
  tcpFlags: 0,
  payloadOffset: -1,
  tcp: undefined,
  udp: undefined,
  icmp: undefined,
  truncated: undefined,
  malformed: [],
}

/** `end`: offset of the packet's end as the IP header says, -1 if it can't tell. */
export function decodeTransport(
  bytes: Uint8Array,
  at: number,
  proto: number,
  end: number,
): TransportLayer {
  if (proto === ipProtocol.tcp) return decodeTcp(bytes, at, end)
  if (proto === ipProtocol.udp || proto === ipProtocol.udplite) return decodeUdp(bytes, at, end)
  if (proto === ipProtocol.icmp || proto === ipProtocol.icmpv6) return decodeIcmp(bytes, at)
  if (hasPorts(proto)) return portsOnly(bytes, at)
  return { ...noTransport, payloadOffset: at }
}

/** Protocols whose first four bytes are two ports. */
export const hasPorts = (proto: number): boolean =>
  proto === ipProtocol.tcp ||
  proto === ipProtocol.udp ||
  proto === ipProtocol.udplite ||
  proto === ipProtocol.sctp ||
  proto === ipProtocol.dccp

/** Ports, if they are there, of a header that is cut short further on. */
function portsOnly(bytes: Uint8Array, at: number): TransportLayer {
  if (at + 4 > bytes.length) return { ...noTransport, truncated: 'transport' }
  return { ...noTransport, sport: uint16(bytes, at), dport: uint16(bytes, at + 2) }
}

function decodeTcp(bytes: Uint8Array, at: number, end: number): TransportLayer {
  if (at + 20 > bytes.length) return { ...portsOnly(bytes, at), truncated: 'transport' }
  const headerLength = ((bytes[at + 12] ?? 0) >> 4) * 4
  const flags = bytes[at + 13] ?? 0
  const malformed: string[] = []
  if (headerLength < 20) malformed.push(`TCP header length ${headerLength}`)
  else if (end >= 0 && at + headerLength > end) malformed.push('TCP header beyond the packet')
  const tcp: TcpHeader = {
    sport: uint16(bytes, at),
    dport: uint16(bytes, at + 2),
    seq: uint32(bytes, at + 4),
    ack: uint32(bytes, at + 8),
    flags,
    window: uint16(bytes, at + 14),
    headerLength,
    checksum: uint16(bytes, at + 16),
    urgent: uint16(bytes, at + 18),
    dataLength: end < 0 ? -1 : Math.max(0, end - at - headerLength),
  }
  const complete = malformed.length === 0 && at + headerLength <= bytes.length
  return {
    ...noTransport,
    sport: tcp.sport,
    dport: tcp.dport,
    tcpFlags: flags,
    tcp,
    malformed,
    payloadOffset: complete ? at + headerLength : -1,
    truncated: at + headerLength > bytes.length ? 'transport' : undefined,
  }
}

function decodeUdp(bytes: Uint8Array, at: number, end: number): TransportLayer {
  if (at + 8 > bytes.length) return { ...portsOnly(bytes, at), truncated: 'transport' }
  const length = uint16(bytes, at + 4)
  const malformed: string[] = []
  // RFC 2675: 0 in a jumbogram; also in GSO packets beyond 64 KiB. Linux reads 0 as "to the packet's end" over IPv6.
  if (length !== 0 && length < 8) malformed.push(`UDP length ${length}`)
  else if (end >= 0 && at + length > end) malformed.push(`UDP length ${length} beyond the packet`)
  const udp = {
    sport: uint16(bytes, at),
    dport: uint16(bytes, at + 2),
    length,
    checksum: uint16(bytes, at + 6),
  }
  const { sport, dport } = udp
  return { ...noTransport, sport, dport, udp, malformed, payloadOffset: at + 8 }
}

function decodeIcmp(bytes: Uint8Array, at: number): TransportLayer {
  if (at + 8 > bytes.length) {
    const [type = 0, code = 0] = at + 2 <= bytes.length ? bytes.subarray(at, at + 2) : []
    return { ...noTransport, sport: type, dport: code, truncated: 'transport' }
  }
  const icmp: IcmpHeader = {
    type: bytes[at] ?? 0,
    code: bytes[at + 1] ?? 0,
    checksum: uint16(bytes, at + 2),
    rest: uint32(bytes, at + 4),
    embedded: undefined,
  }
  return {
    ...noTransport,
    sport: icmp.type,
    dport: icmp.code,
    icmp,
    payloadOffset: at + 8,
  }
}
