import type { Row } from '../../session/tables.js'
import type { Phase } from './phase.js'
import { readIfThere } from './read-proc.js'

/** One value for the whole machine, even where a namespace shows it. */
const globalNames = [
  'net.core.rmem_max',
  'net.core.rmem_default',
  'net.core.wmem_max',
  'net.core.wmem_default',
  'net.core.netdev_max_backlog',
  'net.core.netdev_budget',
  'net.core.netdev_budget_usecs',
  'net.core.dev_weight',
  'net.ipv4.tcp_mem',
  'net.ipv4.udp_mem',
  'net.ipv4.tcp_max_orphans',
  'net.ipv4.igmp_max_memberships',
] as const

/** Each namespace has its own, on this kernel at least: those that are not yet per namespace exist in the host's only. */
const namespaceNames = [
  'net.core.somaxconn',
  'net.core.optmem_max',
  'net.ipv4.ip_forward',
  'net.ipv4.ip_default_ttl',
  'net.ipv4.ip_no_pmtu_disc',
  'net.ipv4.ip_forward_use_pmtu',
  'net.ipv4.ip_early_demux',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_nonlocal_bind',
  'net.ipv4.ipfrag_high_thresh',
  'net.ipv4.ipfrag_low_thresh',
  'net.ipv4.ipfrag_time',
  'net.ipv4.ipfrag_max_dist',
  'net.ipv4.icmp_ratelimit',
  'net.ipv4.icmp_ratemask',
  'net.ipv4.icmp_msgs_per_sec',
  'net.ipv4.icmp_msgs_burst',
  'net.ipv4.icmp_echo_ignore_all',
  'net.ipv4.icmp_echo_ignore_broadcasts',
  'net.ipv4.tcp_abort_on_overflow',
  'net.ipv4.tcp_l3mdev_accept',
  'net.ipv4.udp_l3mdev_accept',
  'net.ipv4.tcp_max_syn_backlog',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_timestamps',
  'net.ipv4.tcp_tw_reuse',
  'net.ipv4.tcp_invalid_ratelimit',
  'net.ipv4.udp_rmem_min',
  'net.ipv6.bindv6only',
  'net.ipv6.ip6frag_high_thresh',
  'net.ipv6.ip6frag_low_thresh',
  'net.ipv6.ip6frag_time',
  'net.ipv6.icmp.ratelimit',
  'net.ipv6.icmp.echo_ignore_all',
  'net.netfilter.nf_conntrack_max',
  'net.netfilter.nf_conntrack_count',
  'net.netfilter.nf_conntrack_buckets',
  'net.netfilter.nf_conntrack_tcp_be_liberal',
  'net.netfilter.nf_conntrack_tcp_loose',
] as const

/** Settings by interface, 'all' and 'default' (for neighbours 'default' only). */
const interfaceSettings: readonly {
  readonly group: string
  readonly general: readonly string[]
  readonly names: readonly string[]
}[] = [
  {
    group: 'net.ipv4.conf',
    general: ['all', 'default'],
    names: [
      'rp_filter',
      'accept_local',
      'route_localnet',
      'log_martians',
      'forwarding',
      'accept_source_route',
      'arp_ignore',
      'arp_filter',
      'drop_unicast_in_l2_multicast',
      'bc_forwarding',
    ],
  },
  {
    group: 'net.ipv4.neigh',
    general: ['default'],
    names: ['unres_qlen', 'unres_qlen_bytes', 'mcast_solicit', 'app_solicit', 'gc_thresh3'],
  },
  {
    group: 'net.ipv6.conf',
    general: ['all', 'default'],
    names: [
      'forwarding',
      'force_forwarding',
      'disable_ipv6',
      'accept_ra',
      'drop_unicast_in_l2_multicast',
    ],
  },
  {
    group: 'net.ipv6.neigh',
    general: ['default'],
    names: ['unres_qlen_bytes', 'mcast_solicit', 'gc_thresh3'],
  },
]

/** 'net.ipv4.conf' and 'eth0.100' stay apart as directories: a name may contain dots. */
const directoryOf = (name: string): string => `/proc/sys/${name.replaceAll('.', '/')}`

/** Values normalised as sysctl(8) prints them: tabs between numbers become blanks. */
const valueOf = (text: string): string => text.trim().replaceAll('\t', ' ')

export function readGlobalSysctls(phase: Phase): readonly Row<'sysctl'>[] {
  return globalNames.flatMap((name) => rowFor(null, name, directoryOf(name), phase))
}

/** Reads inside the namespace the thread is in: /proc/sys/net shows that of the reading task. */
export function readNamespaceSysctls(
  netns: number,
  interfaces: readonly string[],
  phase: Phase,
): readonly Row<'sysctl'>[] {
  const rows = namespaceNames.flatMap((name) => rowFor(netns, name, directoryOf(name), phase))
  for (const { group, general, names } of interfaceSettings) {
    for (const target of [...general, ...interfaces]) {
      for (const name of names) {
        const path = `${directoryOf(group)}/${target}/${name}`
        rows.push(...rowFor(netns, `${group}.${target}.${name}`, path, phase))
      }
    }
  }
  return rows
}

function rowFor(
  netns: number | null,
  name: string,
  path: string,
  phase: Phase,
): readonly Row<'sysctl'>[] {
  const text = readIfThere(path)
  return text === undefined ? [] : [{ netns, name, value: valueOf(text), phase }]
}
