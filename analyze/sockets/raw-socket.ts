/** Raw sockets and their own drop counters (last column of /proc/net/raw, raw6, icmp, icmp6). */
import type { Context, CounterRef } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import type { SocketFact, Sockets } from '../artifacts/host.js'
import { isBlind } from '../attribution/source-blindness.js'
import { isIpv6 } from '../packets/packet-facts.js'

/** 'raw:28914.drops' → the inode. */
export const rawCounterPattern = /^(?:raw|icmp)6?:(\d+)\.drops$/

export const rawCounter = ({ netns, proto, family, inode }: SocketFact): CounterRef => ({
  netns,
  name: `${proto === 'icmp' ? 'icmp' : 'raw'}${family === 6 ? '6' : ''}:${inode}.drops`,
})

/** The ping socket (a datagram socket of ICMP) that an echo reply was for: its port is the identifier of its echoes. */
export function pingSocketOf(
  group: DropGroup,
  sockets: Sockets | undefined,
): SocketFact | undefined {
  const { netns, fromNs, toNs, samples } = group
  const identifiers = new Set(
    samples.flatMap(({ headers }) => (headers?.icmp === undefined ? [] : headers.icmp.rest >>> 16)),
  )
  const [identifier] = identifiers
  if (identifiers.size !== 1 || identifier === undefined || netns === null) return undefined
  return sockets
    ?.onPort(netns, 'icmp', identifier, fromNs, toNs)
    .find((socket) => (socket.family === 6) === isIpv6(group))
}

/** A raw socket of the packet's protocol that refused packets; its number stands as the local port. */
export function fullRawSocket(
  group: DropGroup,
  { sockets, counters }: Pick<Context<never, 'sockets' | 'counters'>, 'sockets' | 'counters'>,
): SocketFact | undefined {
  const { netns, flow } = group
  if (sockets === undefined || netns === null) return undefined
  if (isBlind(group)) {
    const same = sockets.all.filter(
      (s) => s.netns === netns && counters?.delta(netns, rawCounter(s).name) === group.drops,
    )
    return same.length === 1 ? same[0] : undefined
  }
  if (flow === undefined) return undefined
  return sockets
    .onPort(netns, 'raw', flow.proto, group.fromNs, group.toNs)
    .find(
      (socket) =>
        (socket.family === 6) === isIpv6(group) &&
        (counters?.delta(netns, rawCounter(socket).name) ?? 0) > 0,
    )
}
