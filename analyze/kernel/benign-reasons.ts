/**
 * Reasons that are never a loss, wherever they are given (6.1 to 6.18): what the packet carried is there already, or
 * nobody wanted it. Those that may hide a fault in some place (NO_SOCKET, OTHERHOST) are not among them.
 */
export const benignReasons: readonly string[] = [
  'TCP_OLD_DATA',
  'TCP_OLD_SEQUENCE',
  'TCP_OLD_ACK',
  'TCP_OFOMERGE',
  'TCP_OFO_DROP',
  'TCP_RFC7323_PAWS_ACK',
  'QUEUE_PURGE',
  'SOCKET_CLOSE',
  'UNIX_DISCONNECT',
  'UNIX_SKIP_OOB',
  'IPV6_NDISC_NS_OTHERHOST',
  'MAC_IEEE_MAC_CONTROL',
]

/** Functions all of whose drops are such, for kernels and places that give no reason. Plain symbols. */
export const benignSites: readonly string[] = ['arp_rcv', 'arp_process']
