/** Counters that come in families, or whose names are the drivers' own. */
import type { CounterMeaning } from './counters.js'

const families: readonly (readonly [
  pattern: RegExp,
  isDrop: CounterMeaning['isDrop'],
  meaning: string,
])[] = [
  [/^snmp:IcmpMsg\.(In|Out)Type\d+$/, 'never', 'ICMP messages of one type.'],
  [/^snmp6:Icmp6(In|Out)Type\d+$/, 'never', 'ICMPv6 messages of one type.'],
  [/^sockstat6?:/, 'never', 'Gauge: sockets in use, or pages of memory that they hold.'],
  [
    /^nfqueue:.*\.queue_(user_)?dropped$/,
    'sometimes',
    'Packets that a program which decides on them (nfqueue) did not get in time.',
  ],
  [/^nfqueue:/, 'never', 'Packets queued to a program that decides on them (nfqueue).'],
  [/^tls:.*(Error|NoPad)/i, 'sometimes', 'TLS records in the kernel that failed.'],
  [/^tls:/, 'never', 'TLS connections in the kernel.'],
  [
    /^sctp:.*(Abort|OutOfBlue|Discard|Checksum|Expired)/i,
    'sometimes',
    'SCTP packets or associations that came to nothing.',
  ],
  [/^sctp:/, 'never', 'SCTP packets and associations.'],
  // mlx5 rx_out_of_buffer, ixgbe rx_no_dma_resources, i40e rx_dropped, virtio_net rx_drops, ena bad_csum …
  [
    /^ethtool:.*(drop|discard|err|miss|fifo|over|no_buf|nobuf|out_of_buffer|no_dma|alloc_fail|crc|bad|timeout|jabber|fail)/i,
    'sometimes',
    'Named by the driver, and the name speaks of a loss; it may count what another counter counts too.',
  ],
  [/^ethtool:/, 'never', 'Named by the driver; nothing in the name speaks of a loss.'],
]

export function familyMeaning(name: string): CounterMeaning | undefined {
  const family = families.find(([pattern]) => pattern.test(name))
  return family === undefined ? undefined : { isDrop: family[1], meaning: family[2] }
}
