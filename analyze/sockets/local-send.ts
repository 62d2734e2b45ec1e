import { tcpFlag } from '../../session/packet/numbers.js'
import { isIpv6, isLocallySent, isTcp, isUdp } from '../packets/packet-facts.js'
import type { DropGroup } from '../artifacts/group.js'

/**
 * A local sender that is told of the drop on its way out has it counted by IP, and again by UDP. TCP keeps the
 * segment and sends it again, so nothing is counted there, but for the resets that IPv4 sends where there is no connection.
 */
export function localSendCounters(group: DropGroup): readonly string[] {
  if (!isLocallySent(group) || group.flow === undefined) return []
  if (isTcp(group)) return isReplyOfNoConnection(group) ? ['snmp:Ip.OutDiscards'] : []
  const discards = isIpv6(group) ? 'snmp6:Ip6OutDiscards' : 'snmp:Ip.OutDiscards'
  const refused = isIpv6(group) ? 'snmp6:Udp6SndbufErrors' : 'snmp:Udp.SndbufErrors'
  return isUdp(group) ? [discards, refused] : [discards]
}

/** tcp_v4_send_reset sends by a socket of the kernel's own, through ip_send_skb, which counts; IPv6 has no such counter there. */
const isReplyOfNoConnection = ({ flow, samples }: DropGroup): boolean =>
  flow?.family === 4 &&
  (flow.tcpFlags & tcpFlag.rst) !== 0 &&
  samples.length > 0 &&
  !samples.some(({ socket }) => socket?.localPort === flow.sport)
