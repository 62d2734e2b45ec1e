import type { CounterFact } from './counters.js'
import type { Residues } from './cause.js'
import { counterPattern } from './kernel/counters.js'

/** Counters that every packet of these also moves: their residue is that of the other. */
const partOf: Readonly<Record<string, readonly string[]>> = {
  'snmp:Udp.InErrors': ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InCsumErrors', 'snmp:Udp.MemErrors'],
  'snmp6:Udp6InErrors': ['snmp6:Udp6RcvbufErrors', 'snmp6:Udp6InCsumErrors', 'snmp6:Udp6MemErrors'],
  'snmp:Tcp.InErrs': ['snmp:Tcp.InCsumErrors'],
  'snmp:Ip.InHdrErrors': ['netstat:IpExt.InCsumErrors'],
  'snmp:Icmp.InErrors': ['snmp:Icmp.InCsumErrors'],
  'netstat:TcpExt.ListenDrops': [
    'netstat:TcpExt.ListenOverflows',
    'netstat:TcpExt.TCPReqQFullDrop',
  ],
}

/** A counter whose residue is the same packets as that of a more exact one, or harmless, is no loss of its own. */
export const isCountedElsewhere = (
  counter: CounterFact,
  residue: number,
  residues: Residues,
): boolean =>
  harmless[counterPattern(counter.name)] !== undefined ||
  (partOf[counter.name] ?? []).some((part) => residues.residue(counter.netns, part) === residue) ||
  isTwin(counter, residue, residues)

/** /proc/net/dev and rtnetlink show the same numbers; a loss is reported once, by its rtnetlink name. */
function isTwin(counter: CounterFact, residue: number, residues: Residues): boolean {
  const twin = /^dev:(.*)\.([rt]x_drop)$/.exec(counter.name)
  if (twin === null) return counter.name.startsWith('class:')
  return residues.residue(counter.netns, `link:${twin[1] ?? ''}.${twin[2] ?? ''}ped`) === residue
}

/** What a residue is, as far as it is known; the sentence stands in the ledger. */
export function residueWhy(counter: CounterFact, residue: number, ledger: Residues): string {
  if (residue < 0) {
    return `${-residue} more drops than the counter shows: it was read before the last of them, or this kernel does not count them`
  }
  if (counter.edge >= residue) {
    return `rose while the drop source was being attached or detached: no event could be seen then`
  }
  for (const part of partOf[counter.name] ?? []) {
    if (ledger.residue(counter.netns, part) === residue)
      return `the same packets as the residue of ${part}`
  }
  const known = harmless[counterPattern(counter.name)]
  return known ?? 'unexplained: no drop event and no other counter accounts for it'
}

/** Counters that rise without any packet being lost, and why. */
const harmless: Readonly<Record<string, string>> = {
  'snmp:Icmp.InErrors': 'valid ICMP errors for which no socket was found; nothing of ours was lost',
  'snmp6:Icmp6InErrors':
    'valid ICMPv6 errors for which no socket was found; nothing of ours was lost',
  'rt_cache:in_no_route':
    'counts lookups, also those of ARP requests and of packets shown elsewhere; global to the host',
  'rt_cache:in_martian_src':
    'global to the host: counts the same packets as the drops of other namespaces',
  'qdisc:*.overlimits': 'times the shaper held a packet back; not a loss',
  'qdisc:*.requeues': 'sent later; not a loss',
  'link:*.rx_otherhost_dropped': 'frames for another station',
  'arp_cache:res_failed':
    'resolutions that failed; packets that waited are shown as drops of their own',
  'ndisc_cache:res_failed':
    'resolutions that failed; packets that waited are shown as drops of their own',
  'conntrack:invalid': 'packets that could not be tracked go on, unless a rule drops them',
  'snmp:Ip.OutNoRoutes': 'sends refused before a packet existed; the caller was told',
  'snmp6:Ip6OutNoRoutes': 'sends refused before a packet existed; the caller was told',
}
