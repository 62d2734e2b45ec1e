/** What the header bytes of a group's samples say about checksum and length, for kernels that give no reason. */
import { transportChecksum } from '../../session/packet/checksum.js'
import type { PacketHeaders } from '../../session/packet/headers.js'
import type { DropGroup } from '../artifacts/group.js'
import { allSamples } from './packet-facts.js'

/** undefined where no sample tells: long packets are kept in part only. */
export const isChecksumWrong = (group: DropGroup): boolean | undefined =>
  allSamples(group, ({ headers, head }) => {
    const state = headers === undefined ? 'unknown' : transportChecksum(head, headers)
    return state === 'unknown' ? undefined : state === 'invalid'
  })

/** UDP over IPv6 must have a checksum (RFC 8200, 8.1): without one it is refused like a wrong one. */
export const lacksChecksum = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) =>
    headers?.udp === undefined ? undefined : headers.family === 6 && headers.udp.checksum === 0,
  ) ?? false

/** The UDP length field is under 8, or beyond the end of the IP packet, which may end within the UDP header itself. */
export const isUdpLengthWrong = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    if (headers === undefined) return undefined
    const room = transportRoom(headers)
    if (headers.udp === undefined) return room === undefined ? undefined : room < 8
    const { length } = headers.udp
    // 0 = a packet beyond 64 KiB, whose headers do not tell its length
    return length !== 0 && (length < 8 || (room !== undefined && length > room))
  }) ?? false

/** The IP packet ends within the TCP header: before its 20 bytes, or before those its own length field names. */
export const isTcpHeaderCut = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    const room = headers === undefined ? undefined : transportRoom(headers)
    return room === undefined ? undefined : room < (headers?.tcp?.headerLength ?? 20)
  }) ?? false

/** Bytes that IP says there are from the transport header on; undefined where it does not tell. */
export function transportRoom(headers: PacketHeaders): number | undefined {
  const { ipv4, ipv6, networkOffset, transportOffset } = headers
  const end = ipv4?.totalLength ?? (ipv6 === undefined ? 0 : 40 + ipv6.payloadLength)
  // a length of 0 stands in packets beyond 64 KiB
  if (end === 0 || ipv6?.payloadLength === 0 || transportOffset < 0) return undefined
  return end - (transportOffset - networkOffset)
}
