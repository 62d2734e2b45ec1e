import { blob, int, intKey, intOrNull, table, text } from '../column.js'
import { netns, netnsKey } from './shared-columns.js'

/** Captured packets and their flows. */
export const trafficTables = {
  capture: table('Packet capture by interface, and its own losses.', {
    netns: netnsKey,
    ifindex: intKey('Interface.'),
    name: text('Its name when the capture began.'),
    from_ns: intKey('Capture began.'),
    to_ns: intOrNull('Capture ended; NULL if cut off.'),
    snap_length: int('Bytes kept of each packet.'),
    filter: text("BPF filter, '' if none."),
    received: int('Packets that passed the filter.'),
    lost: int('Packets lost for want of buffer.'),
    why: text("Why it ended early, '' if it did not."),
  }),
  packet_block: table('Captured packets: see packet-deltas.ts for the layout.', {
    id: intKey('Dense id, in time order by interface.'),
    netns,
    ifindex: int('Interface.'),
    link_type: int('libpcap link type: 1 Ethernet, 101 raw IP, 113 Linux cooked, 276 cooked v2.'),
    from_ns: int('Time of the first packet.'),
    to_ns: int('Time of the last packet.'),
    packets: int('Number of packets.'),
    bytes: int('Sum of their lengths on the wire.'),
    data: blob('The packets, little-endian.'),
  }),
  flow: table('Flows seen by the capture.', {
    id: intKey('Dense id.'),
    netns,
    ifindex: int('Interface.'),
    protocol: int(
      'EtherType after VLAN tags; for 802.3 frames their length field is replaced by 0x0004 (LLC).',
    ),
    family: int('4, 6, or 0 for what is not IP.'),
    proto: int('IP protocol; 0 if not IP.'),
    src: text('Source address; the source MAC if not IP.'),
    sport: int('Source port, or ICMP type.'),
    dst: text('Destination address; the destination MAC if not IP.'),
    dport: int('Destination port, or ICMP code.'),
  }),
  flow_second: table(
    'Packets of a flow, by second.',
    {
      flow: int('Refers to flow.id.'),
      at_ns: int('Start of the second.'),
      packets: int('Packets.'),
      bytes: int('Bytes on the wire.'),
    },
    ['flow', 'at_ns'],
  ),
} as const
