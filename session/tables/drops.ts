import { blob, int, intKey, intOrNull, jsonText, table, text, word } from '../column.js'

/** Drop events: exact counts by key and flow, details in blocks. */
export const dropTables = {
  symbol: table('Kernel addresses met, resolved at record time.', {
    id: intKey('Dense id.'),
    address: text('Address, hexadecimal.'),
    name: text("Kernel symbol as kallsyms has it, compiler suffixes kept; '' if not resolved."),
    offset: int('Offset from the symbol.'),
    module: text("Module, '' for the core kernel."),
  }),
  stack: table('Kernel stacks met, innermost frame first.', {
    id: intKey('Dense id.'),
    frames: jsonText('array', 'JSON list of symbol.id.'),
  }),
  reason: table("This kernel's own drop reasons.", {
    value: intKey('Number in this kernel; the upper 16 bits are the subsystem.'),
    name: text("Name without SKB_DROP_REASON_, for example 'SOCKET_RCVBUFF'."),
    subsystem: text("'core', 'mac80211', 'openvswitch' …"),
  }),
  drop_key: table('What drops are counted by. Counts under a key are exact.', {
    id: intKey('Id, unique over all sources.'),
    source: word(['bpf', 'drop-monitor', 'tracefs'], 'Which source counted.'),
    site: int('Where the packet was freed, refers to symbol.id; 0 if the source does not tell.'),
    reason: text(
      "Reason's name, 'NOT_SPECIFIED' if the kernel gives none, '' if the source does not tell.",
    ),
    netns: intOrNull('Namespace; NULL if the packet belonged to none or the source does not tell.'),
    ifindex: int('Interface of the packet in that namespace; 0 if none.'),
    protocol: int('EtherType, 0 if not set (unix and netlink messages have none).'),
    trap: text(
      "Devlink trap that reported a hardware drop, 'GROUP/NAME', or 'GROUP/NAME/COOKIE' with the cookie, in hex, of the tc filter that says drop; '' for drops in the kernel. Hardware drops have no site.",
    ),
    masked: int('1 = under a mask: counted, not described, not in findings.'),
  }),
  drop_count: table(
    'Exact number of drops by key and bucket of 100 ms.',
    {
      key: int('Refers to drop_key.id.'),
      at_ns: int(
        'Start of the bucket; a moment within it where the interface had its number for a part of it only.',
      ),
      drops: int('Packets (skbs) dropped.'),
      bytes: int('Sum of skb lengths.'),
    },
    ['key', 'at_ns'],
  ),
  drop_flow: table('The flows within a key. tcp_flags keeps SYN, ACK, RST and FIN apart.', {
    id: intKey('Dense id.'),
    key: int('Refers to drop_key.id.'),
    family: int('4, 6, or 0 for what is not IP.'),
    proto: int('IP protocol; 0 if not IP.'),
    src: text("Source address, '' if not IP."),
    sport: int('Source port, or ICMP type; 0 if neither.'),
    dst: text("Destination address, '' if not IP."),
    dport: int('Destination port, or ICMP code.'),
    tcp_flags: int('TCP flags FIN 1, SYN 2, RST 4, ACK 16; 0 if not TCP.'),
  }),
  drop_flow_count: table(
    'Exact number of drops by flow and bucket. Where flows overflowed the kernel map their sum is below that of drop_count.',
    {
      flow: int('Refers to drop_flow.id.'),
      at_ns: int('Start of the bucket (100 ms, or 1 s with very many flows).'),
      drops: int('Packets (skbs) dropped.'),
      bytes: int('Sum of skb lengths.'),
    },
    ['flow', 'at_ns'],
  ),
  drop_block: table(
    'Details of drops: fixed-layout records, see drop-record.ts. A budget per key leaves some out; counts never.',
    {
      id: intKey('Dense id, in time order.'),
      source: word(['bpf', 'drop-monitor', 'tracefs'], 'Which source.'),
      from_ns: int('Time of the first record.'),
      to_ns: int('Time of the last record.'),
      records: int('Number of records.'),
      data: blob('The records, little-endian.'),
    },
  ),
} as const
