/** What a session does not show without a source. Drop sources and counter sources say so themselves. */
const hidden: Readonly<Partial<Record<string, string>>> = {
  packets:
    'the traffic beside the drops: shares of flows, retransmissions, and which packets arrived all the same',
  counters: 'losses that only counters show, and what the drops are checked against',
  namespaces:
    'everything in network namespaces of other containers: their counters, sockets and rules',
  interfaces: 'names, states and MTUs of interfaces: drops are told by number',
  addresses: 'which addresses are local, and so whether a packet was for this host',
  memberships: 'which multicast groups are joined, and so whether a drop was wanted',
  routes: 'missing, blackhole and asymmetric routes',
  'policy-rules': 'routing rules that send packets elsewhere',
  neighbours: 'next hops that do not answer',
  qdiscs: 'which transmit queue refused packets, and its limit',
  sysctls: 'the settings in force, for example buffer limits and rp_filter',
  firewall: 'which rule of the firewall dropped packets',
  sockets: 'which socket and which buffer packets were lost at, and whether anyone listens there',
  processes: 'who owns the sockets that lost packets, and whether it ran, slept or was stopped',
  kallsyms:
    'names of the places in the kernel where packets are dropped, and most causes with them',
  nftables: 'which nftables rule dropped packets',
  iptables: 'which legacy iptables rule dropped packets',
  ethtool: 'what network cards and drivers drop by themselves, by queue',
}

/** '' for sources that say so themselves. */
export const hiddenWithout = (source: string): string => hidden[source] ?? ''
