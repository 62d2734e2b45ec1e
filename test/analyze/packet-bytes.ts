/** Ethernet frames as the kernel would have had them, made from what a test says about the flow. */
import ipaddr from 'ipaddr.js'
import { onesComplementSum } from '../../session/packet/checksum.js'

export interface PacketLiteral {
  /** 'udp' unless told; numbers for other IP protocols, which get no header of their own. */
  readonly proto?: 'udp' | 'tcp' | 'icmp' | 'icmpv6' | number
  readonly src?: string
  readonly sport?: number
  readonly dst?: string
  readonly dport?: number
  /** FIN 1, SYN 2, RST 4, ACK 16. */
  readonly tcpFlags?: number
  /** Bytes of data. */
  readonly data?: number
  readonly ttl?: number
  readonly badChecksum?: boolean
  /** What the UDP length field says, if not the truth. */
  readonly udpLength?: number
  /** So many bytes follow the IP header, and it says so; the rest is not there. */
  readonly cut?: number
}

export const protocolNumbers = { udp: 17, tcp: 6, icmp: 1, icmpv6: 58 } as const

export const numberOf = (proto: PacketLiteral['proto']): number =>
  typeof proto === 'number' ? proto : protocolNumbers[proto ?? 'udp']

const be16 = (value: number): readonly number[] => [(value >> 8) & 0xff, value & 0xff]

/** A frame with an Ethernet header; checksums are right unless `badChecksum`. */
export function frameOf(packet: PacketLiteral): Uint8Array {
  const { src = '192.0.2.1', dst = '192.0.2.2', ttl = 64 } = packet
  const from = ipaddr.parse(src).toByteArray()
  const to = ipaddr.parse(dst).toByteArray()
  const proto = numberOf(packet.proto)
  const payload = transport(packet, proto, [...from, ...to]).slice(0, packet.cut)
  const isV6 = src.includes(':')
  const header = isV6
    ? [0x60, 0, 0, 0, ...be16(payload.length), proto, ttl, ...from, ...to]
    : summed(
        [0x45, 0, ...be16(20 + payload.length), 0, 7, 0x40, 0, ttl, proto, 0, 0, ...from, ...to],
        10,
        0,
      )
  const link = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, ...be16(isV6 ? 0x86dd : 0x0800)]
  return Uint8Array.from([...link, ...header, ...payload])
}

function transport(packet: PacketLiteral, proto: number, addresses: readonly number[]): number[] {
  const { sport = 0, dport = 0, data = 10, udpLength, tcpFlags = 0, badChecksum = false } = packet
  const body = new Array<number>(data).fill(0x61)
  const ports = [...be16(sport), ...be16(dport)]
  const tcp = [0, 0, 0, 9, 0, 0, 0, 8, 0x50, tcpFlags, 2, 0, 0, 0, 0, 0]
  const [bytes, at] =
    proto === 17
      ? [[...ports, ...be16(udpLength ?? 8 + data), 0, 0, ...body], 6]
      : proto === 6
        ? [[...ports, ...tcp, ...body], 16]
        : proto === 1 || proto === 58
          ? [[sport, dport, 0, 0, 0, 1, 0, 1, ...body], 2]
          : [body, -1]
  if (at < 0) return bytes
  const pseudo = Uint8Array.from(addresses)
  const start = proto === 1 ? 0 : onesComplementSum(pseudo, 0, pseudo.length, proto + bytes.length)
  return summed(bytes, at, badChecksum ? start + 1 : start)
}

function summed(bytes: readonly number[], at: number, start: number): number[] {
  const sum = ~onesComplementSum(Uint8Array.from(bytes), 0, bytes.length, start) & 0xffff
  return [...bytes.slice(0, at), ...be16(sum), ...bytes.slice(at + 2)]
}
