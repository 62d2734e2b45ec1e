import { isIpv6, isLocallySent, isTcp, isUdp } from './packet-facts.js'
import type { DropGroup } from './group.js'

/**
 * A local sender that is told of the drop on its way out has it counted by IP, and again by UDP. TCP keeps the
 * segment and sends it again, so nothing is counted there.
 */
export function localSendCounters(group: DropGroup): readonly string[] {
  if (!isLocallySent(group) || group.flow === undefined || isTcp(group)) return []
  const discards = isIpv6(group) ? 'snmp6:Ip6OutDiscards' : 'snmp:Ip.OutDiscards'
  const refused = isIpv6(group) ? 'snmp6:Udp6SndbufErrors' : 'snmp:Udp.SndbufErrors'
  return isUdp(group) ? [discards, refused] : [discards]
}
