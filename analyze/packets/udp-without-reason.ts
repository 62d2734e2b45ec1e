/**
 * Kernels before 5.17 free UDP packets without a reason: headers, counters and the place tell what it was.
 * Later ones do so for multicast and broadcast, which have causes of their own, and where the header itself is cut.
 */
import type { Counters } from '../artifacts/counters.js'
import type { DropGroup } from '../artifacts/group.js'
import { isIpv6, isUdp, toMulticast } from './packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'
import { isChecksumWrong, isUdpLengthWrong } from './transport-checksum.js'

/** Before a socket is looked up, and where none is found. */
export const udpReceiveSites: readonly string[] = [
  '__udp4_lib_rcv',
  '__udp6_lib_rcv',
  'udp_rcv',
  'udpv6_rcv',
  'udplite_rcv',
  'udplitev6_rcv',
]
/** Where a packet is put on the socket that was found. */
export const udpQueueSites: readonly string[] = [
  'udp_queue_rcv_one_skb',
  '__udp_queue_rcv_skb',
  'udpv6_queue_rcv_one_skb',
  '__udpv6_queue_rcv_skb',
]

export type UdpFate = 'bad-length' | 'bad-checksum' | 'no-socket' | 'rcvbuf-full' | 'memory-full'

export function udpFate(group: DropGroup, counters: Counters | undefined): UdpFate | undefined {
  if (!isUdp(group) || !noReason.includes(group.reason) || toMulticast(group)) return undefined
  const atReceive = udpReceiveSites.includes(group.site)
  if (!atReceive && !udpQueueSites.includes(group.site)) return undefined
  const rose = (name: string): boolean | undefined => {
    const delta = counters?.delta(
      group.netns,
      `${isIpv6(group) ? 'snmp6:Udp6' : 'snmp:Udp.'}${name}`,
    )
    return delta === undefined ? undefined : delta > 0
  }
  if (atReceive && isUdpLengthWrong(group)) return 'bad-length'
  if (isChecksumWrong(group) === true) return 'bad-checksum'
  if (atReceive) {
    if (group.samples.some((s) => s.packetType === broadcast)) return undefined
    return rose('NoPorts') === false ? undefined : 'no-socket'
  }
  if (wasFull(group) || rose('RcvbufErrors') === true) return 'rcvbuf-full'
  if (rose('MemErrors') === true) return 'memory-full'
  return isChecksumWrong(group) === undefined && rose('InCsumErrors') === true
    ? 'bad-checksum'
    : undefined
}

/** PACKET_BROADCAST */
const broadcast = 1

/** The kernel drops when what is queued exceeds the limit, so a full socket is at or over it. */
const wasFull = (group: DropGroup): boolean =>
  group.samples.some(
    ({ socket }) => socket !== undefined && socket.rcvbuf > 0 && socket.rmem >= socket.rcvbuf,
  )
