import {
  int,
  intOrNull,
  intRoundedOrNull,
  jsonText,
  table,
  text,
  textOrNull,
  word,
} from '../column.js'
import { netns, phase } from './shared-columns.js'

/** Addresses, routes and other settings, read at the start and the end. */
export const settingTables = {
  address: table('Addresses of interfaces.', {
    netns,
    ifindex: int('Interface.'),
    family: int('4 or 6.'),
    address: text('Address.'),
    prefix: int('Prefix length.'),
    broadcast: textOrNull('IPv4 broadcast address.'),
    scope: text("'global', 'link', 'host'."),
    phase,
  }),
  membership: table('Multicast groups joined by interface (/proc/net/igmp, igmp6, dev_mcast).', {
    netns,
    ifindex: int('Interface.'),
    family: int('4 or 6; 0 = a link-layer group.'),
    group: text('Group address, a MAC address where family is 0.'),
    phase,
  }),
  route: table('Routes of all tables.', {
    netns,
    family: int('4 or 6.'),
    table_id: int('254 main, 255 local, 253 default.'),
    type: text(
      "'unicast', 'local', 'broadcast', 'blackhole', 'prohibit', 'unreachable', 'multicast' …",
    ),
    dst: text("Destination as prefix, '0.0.0.0/0' for default."),
    gateway: textOrNull('Next hop.'),
    oif: intOrNull('Outgoing interface.'),
    metric: int('Priority.'),
    text: text('As `ip route` would print it.'),
    phase,
  }),
  rule: table('Policy routing rules (`ip rule`).', {
    netns,
    family: int('4 or 6.'),
    priority: int('Order.'),
    text: text('As `ip rule` would print it.'),
    phase,
  }),
  neighbour: table('Neighbour entries.', {
    netns,
    ifindex: int('Interface.'),
    address: text('IP address.'),
    mac: text("Hardware address, '' if not resolved."),
    state: text("'reachable', 'stale', 'failed', 'incomplete', 'permanent' …"),
    phase,
  }),
  packet_type: table('Protocols the kernel hands up, by EtherType (/proc/net/ptype).', {
    netns,
    ether_type: int('EtherType; 4 = 802.2 LLC, 0 = all (sniffers and the like).'),
    device: text("Interface it is bound to, '' for all."),
    handler: text(
      "Function of the kernel that takes it: 'ip_rcv', 'packet_rcv' for a packet socket.",
    ),
    phase,
  }),
  cgroup_program: table('BPF programs attached to cgroups (`bpftool cgroup tree`).', {
    path: text("cgroup, as in /proc/PID/cgroup; '/' for the root."),
    attach_type: text("'cgroup_inet_ingress', 'cgroup_inet_egress' …"),
    program: int('Id of the program.'),
    name: text("Name of the program, '' if it has none."),
    phase,
  }),
  sysctl: table('Settings that causes quote.', {
    netns: intOrNull('Namespace; NULL for a global one.'),
    name: text("For example 'net.core.rmem_max', 'net.ipv4.conf.eth0.rp_filter'."),
    value: text('Value as the file has it, trimmed.'),
    phase,
  }),
  qdisc: table('Queueing disciplines with their options.', {
    netns,
    ifindex: int('Interface.'),
    handle: text("'8001:', '0:' for unnamed ones."),
    parent: text("'root', 'ingress', '1:10' …"),
    kind: text("'tbf', 'fq_codel', 'netem' …"),
    options: jsonText('object', 'JSON object of what could be decoded: limit, rate, burst, loss …'),
    phase,
  }),
  firewall_rule: table(
    "Firewall rules in order; a chain's policy is a row with position -1.",
    {
      netns,
      tool: word(['nft', 'iptables', 'ip6tables', 'ebtables', 'arptables'], 'Which tool shows it.'),
      family: text("'ip', 'ip6', 'inet', 'bridge', 'netdev', 'arp'."),
      table_name: text('Table.'),
      chain: text('Chain.'),
      hook: text(
        "'prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress', 'egress', '' if not a base chain.",
      ),
      device: text("Device of a netdev chain, '' otherwise."),
      priority: int('Priority of the base chain.'),
      position: int('Place in the chain from 0; -1 for the policy.'),
      handle: int('Handle (nft) or rule number (iptables); 0 for the policy.'),
      text: text(
        'The rule as the tool prints it; behind it, as a comment, what small named sets hold that it asks.',
      ),
      verdict: text(
        "'drop', 'reject', 'accept', 'queue', 'jump X', 'goto X', 'return', '' if none or conditional.",
      ),
      packets: intRoundedOrNull('Counter; NULL if the rule has none.'),
      bytes: intRoundedOrNull('Counter; NULL if the rule has none.'),
      phase,
    },
    ['netns', 'tool', 'table_name', 'chain'],
  ),
} as const
