/** Rows full of what nobody wants to send, and the words that a redacted output must not hold. */
import type { Row, TableName } from '../../session/tables.js'
import { packetBlocks } from '../analyze/recorded/packet-text.js'
import { exampleRow } from '../session/example-rows.js'

export const containerId = '3f9c0a11b2d4'.padEnd(64, 'e7')

/** Words that occur in `privateRows` and are nobody else's. */
export const secrets: readonly string[] = [
  ...['meier', 'db17', 'corp', 'uplink7', 'acmed', 'vpnmeier', 'bad_hosts', 'quaxin', 'payrolld'],
  ...[
    '203.0.113.77',
    '203.0.113.78',
    '198.51.100.23',
    '2001:db8:77::5',
    '2001:db8:77',
    '00:1b:21:aa:bb:cc',
  ],
  ...['3f9c0a11b2d4', 'tenant', '/srv/secret', 'hunter2', '4D7100CB', 'secretsock', 'filterprog'],
  ...['ffffffff81abc123', 'd5e2-boot'],
]

/** An answer of DNS about db17.corp to 203.0.113.77, with a valid checksum or not: that is another test's matter. */
const packet = Buffer.concat([
  Buffer.from('001b21aabbcc' + '001b21aabbcd' + '0800', 'hex'),
  Buffer.from('4500003c00010000401100007f000001cb00714d', 'hex'),
  Buffer.from('0035d90300280000', 'hex'),
  Buffer.from('....db17.corp.meier.hunter2.....'),
])

const row = <N extends TableName>(table: N, values: Partial<Row<N>>, seed = 900): [N, Row<N>] => [
  table,
  exampleRow(table, seed, values),
]

export const privateRows: readonly [TableName, Row<TableName>][] = [
  row('session_info', { key: 'hostname', value: '"db17.corp.meier"' }),
  row('session_info', { key: 'bootId', value: '"d5e2-boot"' }),
  row('session_info', { key: 'filter', value: '"host 203.0.113.77 and port 53"' }),
  row('session_info', {
    key: 'kernelCommandLine',
    value: '"root=/srv/secret ip=203.0.113.77 quiet"',
  }),
  row('session_info', {
    key: 'argv',
    value: '["record","--out","/srv/secret/a.db","--","payrolld","--pass","hunter2"]',
  }),
  row('session_info', { key: 'masks', value: '["iface=uplink7","netns=tenant-meier"]' }),
  row('session_info', { key: 'futureKey', value: '"hunter2"' }),
  row(
    'netns',
    { id: 901, name: containerId.slice(0, 12), container: containerId, cookie: '77', to_ns: null },
    901,
  ),
  row('netns', { id: 902, name: 'tenant-meier', container: null, kind: 'named', to_ns: null }, 902),
  row(
    'netns',
    { id: 903, name: 'payrolld/4711', container: 'vpnmeier.service', kind: 'process', to_ns: null },
    903,
  ),
  row('interface', {
    ...{
      netns: 902,
      ifindex: 7,
      name: 'uplink7',
      mac: '00:1b:21:aa:bb:cc',
      kind: '',
      operstate: 'up',
    },
    ...{ qdisc: 'fq', driver: 'e1000', xdp: '[{"mode":"native","id":1,"name":"filterprog"}]' },
  }),
  row('event', { kind: 'interface', text: 'uplink7 appeared in namespace tenant-meier' }),
  row('event', { kind: 'netns', text: 'namespace gone-meier-ns vanished' }),
  row('event', { kind: 'mask', text: 'masks from here on: iface=uplink7, netns=tenant-meier' }),
  row('event', {
    kind: 'source',
    text: "sockets failed: ENOENT, open '/srv/secret/x' at 203.0.113.78",
  }),
  row('source_health', {
    ...{ source: 'x', status: 'partial' },
    ...{
      why: 'interface uplink7: 203.0.113.77 said no',
      detail: '{"failures":["uplink7 in tenant-meier"]}',
    },
  }),
  row('symbol', {
    id: 901,
    address: 'ffffffff81abc123',
    name: 'bpf_prog_6deef7357e7b4530_filterprog',
    module: '',
  }),
  row(
    'process',
    {
      comm: 'acmed',
      cmdline: 'acmed --pass hunter2',
      cgroup: `/system.slice/docker-${containerId}.scope`,
    },
    901,
  ),
  row('process', { comm: 'payrolld', cmdline: 'x', cgroup: '/system.slice/vpnmeier.service' }, 903),
  row(
    'socket',
    {
      local_address: '203.0.113.77',
      remote_address: '2001:db8:77::5',
      proto: 'udp',
      state: 'close',
    },
    901,
  ),
  row(
    'socket',
    {
      local_address: '/run/secretsock',
      remote_address: '',
      proto: 'unix',
      state: 'close',
      family: 0,
    },
    903,
  ),
  row('cgroup_program', {
    path: '/tenant.slice',
    name: 'filterprog',
    attach_type: 'cgroup_inet_egress',
  }),
  row('sysctl', { name: 'net.ipv4.conf.uplink7.rp_filter', value: '1' }),
  row('qdisc', { handle: '1:', parent: 'root', kind: 'tbf', options: '{"limitBytes":1}' }),
  row('packet_type', { device: 'uplink7', handler: 'ip_rcv' }),
  row('address', { address: '203.0.113.77', broadcast: '203.0.113.255', scope: 'global' }, 901),
  row('membership', { group: '239.77.66.55' }),
  row(
    'route',
    {
      ...{ dst: '203.0.113.64/26', gateway: '203.0.113.78', type: 'unicast' },
      text: '203.0.113.64/26 via 203.0.113.78 dev uplink7 table vpnmeier proto static src 203.0.113.77',
    },
    901,
  ),
  row('rule', { text: 'from 203.0.113.77 iif uplink7 lookup vpnmeier' }),
  row('neighbour', { address: '2001:db8:77::5', mac: '00:1b:21:aa:bb:cc', state: 'stale' }),
  ...[
    'ip saddr { 203.0.113.77, 198.51.100.23 } udp dport 53 counter packets 0 bytes 0 drop comment "for meier, see quaxin"',
    'ip saddr @bad_hosts iifname "uplink7" meta l4proto tcp jump corp-in # @bad_hosts = { 203.0.113.0/26, 198.51.100.23 }',
    'iifname uplink* ip6 saddr 2001:db8:77::/48 log prefix "meier: " reject',
    '-A corp-in -s 203.0.113.77/32 -i uplink7 -p udp -m set --match-set bad_hosts src -m comment --comment "quaxin" -j DROP',
    '-A INPUT -m iprange --src-range 203.0.113.77-203.0.113.78 -m mac --mac-source 00:1B:21:AA:BB:CC -j corp-in',
  ].map((text) =>
    row('firewall_rule', {
      ...{ tool: 'nft', family: 'inet', table_name: 'corp', chain: 'corp-in', hook: 'input' },
      ...{ device: 'uplink7', text, verdict: 'jump corp-in' },
    }),
  ),
  ...[
    'dev:uplink7.rx_drop',
    'link:uplink7.100.rx_dropped',
    'ethtool:uplink7.rx_queue_0.drops',
    'qdisc:uplink7/8001:.drops',
    'nft:inet/corp/corp-in/7.packets',
    'nft:inet/corp/counter quaxin.packets',
    'iptables:filter/corp-in/-s 203.0.113.77/32 -m comment --comment "quaxin" -j DROP.packets',
    'udp:0@4D7100CB:0035.drops',
    'newfile:uplink7-quaxin',
  ].map((name, i) => row('counter', { id: 9_000_000 + i, netns: 902, name, source: 'x' })),
  row('capture', { name: 'uplink7', filter: 'net 203.0.113.0/24', why: 'uplink7 vanished' }, 901),
  row('flow', { id: 9_000_001, src: '00:1b:21:aa:bb:cc', dst: '203.0.113.77' }, 901),
  row('drop_flow', { id: 9_000_001, src: '203.0.113.77', dst: '2001:db8:77::5' }, 901),
  ...packetBlocks([[902, 7, 1, 1000, 74, packet.toString('hex')]]).map(
    (block): [TableName, Row<TableName>] => ['packet_block', { ...block, id: 9_000_000 }],
  ),
]
