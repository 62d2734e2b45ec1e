/** What the causes of NO_SOCKET share. */
import type { Case, CounterRef } from '../cause.js'
import type { Counters } from '../artifacts/counters.js'
import type { DropGroup } from '../artifacts/group.js'
import { isMulticast } from '../artifacts/host.js'
import { isIpv6, isTcp, isUdp } from '../packets/packet-facts.js'
import { lacksChecksum } from '../packets/transport-checksum.js'
import { udpFate, udpReceiveSites } from '../packets/udp-without-reason.js'

export const tcpSites = ['tcp_v4_rcv', 'tcp_v6_rcv']

/** 'certain' by the kernel's word, 'likely' where it gives no reason; undefined if it was something else. */
export function udpWithoutSocket(
  group: DropGroup,
  counters: Counters | undefined,
): 'certain' | 'likely' | undefined {
  if (!isUdp(group) || isMulticast(group.flow?.dst ?? '')) return undefined
  if (group.reason !== 'NO_SOCKET')
    return udpFate(group, counters) === 'no-socket' ? 'likely' : undefined
  const atReceive = udpReceiveSites.includes(group.site) || group.site === ''
  return atReceive && !lacksChecksum(group) ? 'certain' : undefined
}

export const isTcpWithoutSocket = (group: DropGroup): boolean =>
  isTcp(group) &&
  group.reason === 'NO_SOCKET' &&
  (tcpSites.includes(group.site) || group.site === '')

export const noPortCounter = (group: DropGroup): CounterRef => {
  const lite = group.flow?.proto === 136
  const v6 = lite ? 'snmp6:UdpLite6NoPorts' : 'snmp6:Udp6NoPorts'
  const v4 = lite ? 'snmp:UdpLite.NoPorts' : 'snmp:Udp.NoPorts'
  return { netns: group.netns, name: isIpv6(group) ? v6 : v4 }
}

/** 'port 53', 'ports 53 and 67', 'ports 53, 67, 68 and 12 more'. */
export function portsOf(found: Case): string {
  const drops = new Map<number, number>()
  for (const { flow, drops: n } of found.groups) {
    if (flow !== undefined) drops.set(flow.dport, (drops.get(flow.dport) ?? 0) + n)
  }
  const ports = [...drops].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([port]) => port)
  if (ports.length === 0) return 'their port (the drop source does not tell which)'
  if (ports.length === 1) return `port ${ports[0] ?? 0}`
  if (ports.length <= 4) return `ports ${ports.slice(0, -1).join(', ')} and ${ports.at(-1)}`
  return `ports ${ports.slice(0, 3).join(', ')} and ${ports.length - 3} more`
}
