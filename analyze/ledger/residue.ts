import type { CounterFact } from '../artifacts/counters.js'
import type { Residues } from '../cause.js'
import type { LedgerRow } from '../finding.js'
import { counterMeaning, counterPattern } from '../kernel/counters.js'

/** Counters that every packet of these also moves: their residue is that of the others. */
const partOf: Readonly<Record<string, readonly string[]>> = {
  'snmp:Udp.InErrors': ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InCsumErrors', 'snmp:Udp.MemErrors'],
  'snmp6:Udp6InErrors': ['snmp6:Udp6RcvbufErrors', 'snmp6:Udp6InCsumErrors', 'snmp6:Udp6MemErrors'],
  'snmp:UdpLite.InErrors': [
    'snmp:UdpLite.RcvbufErrors',
    'snmp:UdpLite.InCsumErrors',
    'snmp:UdpLite.MemErrors',
  ],
  'snmp:Tcp.InErrs': ['snmp:Tcp.InCsumErrors'],
  'snmp:Ip.InHdrErrors': ['netstat:IpExt.InCsumErrors'],
  'snmp:Icmp.InErrors': ['snmp:Icmp.InCsumErrors'],
  'snmp6:Ip6FragFails': ['snmp6:Ip6InTooBigErrors'],
  'snmp:Ip.ReasmFails': ['snmp:Ip.ReasmTimeout', 'netstat:IpExt.ReasmOverlaps'],
  'snmp6:Ip6ReasmFails': ['snmp6:Ip6ReasmTimeout'],
  'netstat:TcpExt.ListenDrops': [
    'netstat:TcpExt.ListenOverflows',
    'netstat:TcpExt.TCPReqQFullDrop',
  ],
}

/** rtnl_link_stats64: tx_errors is the sum of these and of a heartbeat counter. */
const transmitErrors = [
  'tx_aborted_errors',
  'tx_carrier_errors',
  'tx_fifo_errors',
  'tx_window_errors',
]

function partsOf(name: string): readonly string[] {
  const device = /^link:(.*)\.tx_errors$/.exec(name)?.[1]
  return device === undefined
    ? (partOf[name] ?? [])
    : transmitErrors.map((part) => `link:${device}.${part}`)
}

/**
 * Counters that count datagrams or occasions, each of which loses several packets: where drop events were
 * recorded, those packets are drops of their own.
 */
const countsOccasions: ReadonlySet<string> = new Set([
  'snmp:Ip.ReasmFails',
  'snmp:Ip.ReasmTimeout',
  'netstat:IpExt.ReasmOverlaps',
  'snmp6:Ip6ReasmFails',
  'snmp6:Ip6ReasmTimeout',
  'netstat:TcpExt.OfoPruned',
  'netstat:TcpExt.RcvPruned',
  'netstat:MPTcpExt.RcvPruned',
])

/**
 * How much of a residue no more exact counter shows, and no drop event under another number: what may
 * be called a loss of its own. 0 for harmless ones.
 */
export function lossOfItsOwn(
  counter: CounterFact,
  residue: number,
  residues: Residues,
  hasEvents: boolean,
): number {
  if (harmless[counterPattern(counter.name)] !== undefined || isTwin(counter, residue, residues))
    return 0
  if (hasEvents && countsOccasions.has(counter.name)) return 0
  const inParts = partsOf(counter.name).reduce(
    (sum, part) => sum + Math.max(0, residues.residue(counter.netns, part) ?? 0),
    0,
  )
  return Math.max(0, residue - inParts - inErrorsTold(counter.name, counter.netns, residues))
}

/** The same packets under another name: a loss is reported once. */
const isTwin = (counter: CounterFact, residue: number, residues: Residues): boolean =>
  counter.name.startsWith('class:') || twinOf(counter, residue, residues) !== undefined

/** What also shows this residue, and by which it is told; in words. */
function twinOf(
  { name, netns, edge }: CounterFact,
  residue: number,
  residues: Residues,
): string | undefined {
  // a class counts for its qdisc
  const qdisc = /^class:(.*)\.drops$/.exec(name)?.[1]
  if (qdisc !== undefined) return `the residue of the qdisc of class ${qdisc}`
  // /proc/net/dev shows sums of what rtnetlink shows
  const device = /^dev:(.*)\.\w+$/.exec(name)?.[1]
  if (device !== undefined) {
    const isThere = residues.residue(netns, `link:${device}.rx_dropped`) !== undefined
    return isThere ? `the residue of link:${device}` : undefined
  }
  const families = inErrorsOf(name)
  const left = families.map((errors) => residues.residue(netns, errors))
  const at = left.findIndex((rest) => rest !== undefined && rest >= residue)
  if (at >= 0) return `the residue of ${families[at] ?? ''}`
  // The socket's counter is read some packets later, perhaps.
  const isTold = families.length > 0 && inErrorsTold(name, netns, residues) + edge >= residue
  return isTold ? `those of ${families.join(' and ')}` : undefined
}

/**
 * What a UDP socket refuses is in InErrors of its namespace as well: in its residue, or among what drops explain, where
 * the source tells no flow and so no socket (NET_DM's summary mode, tracefs). An IPv6 socket can refuse IPv4 too.
 */
function inErrorsOf(name: string): readonly string[] {
  const udp = /^udp(6?):.*\.drops$/.exec(name)?.[1]
  if (udp === undefined) return []
  return ['snmp:Udp.InErrors', ...(udp === '6' ? ['snmp6:Udp6InErrors'] : [])]
}

const inErrorsTold = (name: string, netns: number | null, residues: Residues): number =>
  inErrorsOf(name).reduce((sum, errors) => {
    const left = Math.max(0, residues.residue(netns, errors) ?? 0)
    return sum + residues.explained(netns, errors) + left
  }, 0)

/** Rise where a send returns an error. */
const toldSender: ReadonlySet<string> = new Set([
  'snmp:Ip.OutDiscards',
  'snmp:Udp.SndbufErrors',
  'snmp6:Ip6OutDiscards',
  'snmp6:Udp6SndbufErrors',
])

/** What a residue is, as far as it is known; the sentence stands in the ledger. */
export function residueWhy(counter: CounterFact, residue: number, ledger: Residues): string {
  if (residue < 0 && countsOccasions.has(counter.name)) {
    return 'counts datagrams or occasions, each of which can cost several packets'
  }
  if (residue < 0) {
    if (toldSender.has(counter.name))
      return `${-residue} more drops than the counter shows: they had waited for the address of the next hop, and their sender was no longer told`
    return `${-residue} more drops than the counter shows: it was read before the last of them, or this kernel does not count them`
  }
  if (counter.edge >= residue) {
    return 'rose just when drops began or ceased to be counted: no event need belong to it'
  }
  const segments = ledger.segmentsBeyondDrops(counter.netns, counter.name)
  if (residue <= segments) {
    return `counts segments: the drops that explain it were packets of several segments each (GRO, GSO), ${segments} more than drops`
  }
  const parts = partsOf(counter.name).filter((p) => (ledger.residue(counter.netns, p) ?? 0) > 0)
  const inParts = parts.reduce((sum, p) => sum + (ledger.residue(counter.netns, p) ?? 0), 0)
  if (parts.length > 0 && inParts >= residue) {
    return `the same packets as the residue of ${parts.join(' and ')}`
  }
  if (countsOccasions.has(counter.name)) {
    return 'counts datagrams or occasions, not packets: the packets are shown as drops of their own'
  }
  const known = harmless[counterPattern(counter.name)]
  if (known !== undefined) return known
  if (counterMeaning(counter.name).isDrop === 'unknown')
    return 'not known: this counter is not in the atlas of this version'
  if (counter.name.startsWith('ethtool:'))
    return 'named by the driver: what it counts, and whether another counter counts it too, is not known'
  const twin = twinOf(counter, residue, ledger)
  if (twin !== undefined) return `the same packets as ${twin}`
  return 'unexplained: no drop event and no other counter accounts for it'
}

/** Whether a row of the ledger leaves a possible loss open: nothing that is known accounts for its residue. */
export const isUnexplained = ({
  isDrop,
  residue,
  residueWhy,
}: Pick<LedgerRow, 'isDrop' | 'residue' | 'residueWhy'>): boolean =>
  isDrop !== 'never' && residue !== 0 && /^(unexplained|not known)/.test(residueWhy)

/** Counters that rise without any packet being lost, and why. */
const harmless: Readonly<Record<string, string>> = {
  'snmp:Icmp.OutRateLimitHost':
    'ICMP errors not sent because their rate is limited; the packets they were about are shown as drops of their own',
  'snmp:Icmp.OutRateLimitGlobal':
    'ICMP errors not sent because their rate is limited; the packets they were about are shown as drops of their own',
  'snmp6:Icmp6OutRateLimitHost':
    'ICMPv6 errors not sent because their rate is limited; the packets they were about are shown as drops of their own',
  'snmp:Icmp.InErrors': 'valid ICMP errors for which no socket was found; nothing of ours was lost',
  'snmp6:Icmp6InErrors':
    'valid ICMPv6 errors for which no socket was found; nothing of ours was lost',
  'rt_cache:in_no_route':
    'counts lookups, also those of ARP requests and of packets shown elsewhere; global to the host',
  'rt_cache:in_martian_src':
    'global to the host: counts the same packets as the drops of other namespaces',
  'class:*.overlimits': 'times the shaper held a packet back; not a loss',
  'qdisc:*.overlimits': 'times the shaper held a packet back; not a loss',
  'qdisc:*.requeues': 'sent later; not a loss',
  'link:*.rx_otherhost_dropped': 'frames for another station',
  'action:*.overlimits':
    'copies that a tc filter could not send (mirred), or packets over a rate that another action decides on',
  'arp_cache:res_failed':
    'resolutions that failed; packets that waited are shown as drops of their own',
  'ndisc_cache:res_failed':
    'resolutions that failed; packets that waited are shown as drops of their own',
  'conntrack:icmp_error': 'ICMP errors about packets that were not tracked; they go on',
  'snmp:Tcp.AttemptFails':
    'connection attempts that failed; the refusals are shown where they were made',
  'snmp:Tcp.EstabResets': 'connections that were reset; no packet was lost by that',
  'netstat:TcpExt.TCPAbortOnClose':
    'connections that a program closed with data unread: their peers were reset, and no packet was lost by that',
  'netstat:TcpExt.TCPAbortOnData':
    'connections that a program ended by a reset (SO_LINGER of 0 s); data that came too late is shown as drops',
  'netstat:TcpExt.EmbryonicRsts':
    'half-open connections that were reset; no packet was lost by that',
  'conntrack:invalid': 'packets that could not be tracked go on, unless a rule drops them',
  'snmp:Ip.OutNoRoutes': 'sends refused before a packet existed; the caller was told',
  'snmp6:Ip6OutNoRoutes': 'sends refused before a packet existed; the caller was told',
}
