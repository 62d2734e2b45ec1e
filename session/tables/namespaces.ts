import { int, intKey, intOrNull, jsonTextOrNull, table, text, textOrNull, word } from '../column.js'
import { netnsKey } from './shared-columns.js'

/** `interface.kind` of one that was gone before anyone looked. */
export const unlisted = 'unlisted'

/** Where things happen. */
export const namespaceTables = {
  netns: table('Network namespaces seen. Inode numbers are reused by the kernel, ids are not.', {
    id: intKey('Dense id, 1 = the namespace of the recorder (the host).'),
    inode: int('Inode of the namespace.'),
    cookie: textOrNull(
      'Kernel-wide unique cookie (5.14 and later), decimal; NULL where not known.',
    ),
    name: text(
      "What a person calls it: 'host', a name of `ip netns`, a container id, or 'comm/pid' of its first process.",
    ),
    kind: word(
      ['host', 'named', 'process', 'unseen'],
      'unseen = met in drops only, gone before it could be looked up.',
    ),
    pid: intOrNull('A process in it, where one held it.'),
    container: textOrNull('Container id or systemd unit from the cgroup of that process.'),
    from_ns: int('First seen.'),
    to_ns: intOrNull('Seen gone; NULL while it lived.'),
  }),
  interface: table(
    'Network interfaces. An ifindex may be reused: from_ns and to_ns tell which one it was.',
    {
      netns: netnsKey,
      ifindex: intKey('Interface index in its namespace.'),
      name: text('Name, hostile input: any bytes.'),
      kind: text(
        `Kind as rtnetlink says ('veth', 'bridge', 'vxlan' …), '' for a plain device; '${unlisted}' = gone before anyone looked: only its name and number are known, from its drops.`,
      ),
      link_type: int('ARPHRD_ number: 1 Ethernet, 772 loopback, 65534 none (tun).'),
      mac: text("Hardware address, '' if none."),
      mtu: int('MTU in bytes.'),
      flags: int(
        'IFF_ flags: 1 up, 2 broadcast, 8 loopback, 64 running, 256 promiscuous, 4096 multicast, 65536 lower up.',
      ),
      operstate: text("RFC 2863 state: 'up', 'down', 'lowerlayerdown', 'unknown' …"),
      master: intOrNull('ifindex of its bridge or bond.'),
      link: intOrNull('ifindex of its peer or lower device.'),
      link_netns: intOrNull(
        'Namespace of that peer where known and different, refers to netns.id.',
      ),
      qdisc: text("Root qdisc's kind; 'noop' and 'noqueue' tell much."),
      tx_queue_len: int('Transmit queue length.'),
      xdp: jsonTextOrNull(
        'array',
        'XDP programs attached: JSON list of {mode, id, name, returns}; returns = verdicts that its instructions can give, absent if not known; NULL if none.',
      ),
      bridge_port: jsonTextOrNull(
        'object',
        'For a port of a bridge: {state, hairpin, isolated, locked, flood}; NULL for others.',
      ),
      driver: textOrNull('Driver as ethtool says.'),
      from_ns: intKey('First seen with these values.'),
      to_ns: intOrNull('Seen gone or changed; NULL if still so at the end.'),
    },
    ['netns', 'ifindex'],
  ),
} as const
