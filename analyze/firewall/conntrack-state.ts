/** What connection tracking can have called a packet, as far as its own headers tell. */
import { ipProtocol, tcpFlag } from '../../session/packet/numbers.js'
import type { DropGroup } from '../artifacts/group.js'

const unharmed = ['new', 'established', 'related', 'untracked'] as const
const { fin, syn, rst, ack } = tcpFlag
/** tcp_valid_flags of nf_conntrack_proto_tcp.c: what comes with other flags is invalid. */
const validFlags: readonly number[] = [syn, syn | ack, rst, rst | ack, fin | ack, ack]
const echoRequests = [8, 128]

/** undefined where the headers leave every state open. */
export function possibleStates({ flow }: DropGroup): readonly string[] | undefined {
  switch (flow?.proto) {
    // Any datagram with a good checksum begins or continues something.
    case ipProtocol.udp:
    case ipProtocol.udplite:
      return unharmed
    case ipProtocol.icmp:
    case ipProtocol.icmpv6:
      return echoRequests.includes(flow.sport) ? unharmed : undefined
    case ipProtocol.tcp: {
      const flags = flow.tcpFlags & (fin | syn | rst | ack)
      if (!validFlags.includes(flags)) return ['invalid', 'untracked']
      return flags === syn ? unharmed : undefined
    }
    default:
      return undefined
  }
}
