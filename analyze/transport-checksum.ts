/** What the header bytes of a group's samples say about checksum and length, for kernels that give no reason. */
import { transportChecksum } from '../session/packet/checksum.js'
import type { DropGroup } from './group.js'
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

/** The UDP length field is under 8, or beyond the end of the IP packet. */
export const isUdpLengthWrong = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    if (headers?.udp === undefined) return undefined
    const { ipv4, ipv6, udp, networkOffset, transportOffset } = headers
    const end = ipv4?.totalLength ?? (ipv6 === undefined ? 0 : 40 + ipv6.payloadLength)
    const room = end - (transportOffset - networkOffset)
    // 0 = a packet beyond 64 KiB, whose headers do not tell its length
    return udp.length !== 0 && (udp.length < 8 || (end > 0 && udp.length > room))
  }) ?? false
