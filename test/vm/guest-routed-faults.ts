/**
 * A dozen faults on the way from a client through a router to a server, three network namespaces of the guest: c, r and s. Each is
 * over in seconds and leaves one cause with a number of its own.
 */
import type { GuestFaults } from './guest-faults.js'
import { receive, send, waitFor } from './guest-shell.js'

const macs = {
  clientSide: '02:00:00:00:01:01',
  server: '02:00:00:00:02:02',
  shaped: '02:00:00:00:03:02',
  lossy: '02:00:00:00:04:02',
} as const
const [client, routerAtServer, server] = ['10.9.1.2', '10.9.2.1', '10.9.2.2'] as const
const [client6, server6] = ['fd09:1::2', 'fd09:2::2'] as const
/** Packets of 1000 bytes that the shaped queue did not drop: two went out at once, six wait below its limit. */
const shapedKept = 8
/** Datagrams of 1000 bytes that find room in the buffer of a receiver that does not read. */
const bufferKept = 4

const on = (host: 'c' | 'r' | 's', command: string): string => `ip netns exec ${host} ${command}`
const inShell = (host: 'c' | 'r' | 's', text: string): string => on(host, `/bin/sh -c '${text}'`)

export const routedFaults: GuestFaults = {
  setUp: [
    'mkdir -p /run/netns',
    'for host in c r s; do ip netns add $host; ip -n $host link set lo up; done',
    link('c', 'c0', '02:00:00:00:01:02', 'r', 'r0', macs.clientSide),
    link('r', 'r1', '02:00:00:00:02:01', 's', 's0', macs.server),
    link('r', 'q0', '02:00:00:00:03:01', 's', 'q1', macs.shaped),
    link('r', 'n0', '02:00:00:00:04:01', 's', 'n1', macs.lossy),
    ...addresses('c', 'c0', `${client}/24`, `${client6}/64`),
    ...addresses('r', 'r0', '10.9.1.1/24', 'fd09:1::1/64'),
    ...addresses('r', 'r1', `${routerAtServer}/24`, 'fd09:2::1/64'),
    ...addresses('r', 'q0', '10.9.3.1/24'),
    ...addresses('r', 'n0', '10.9.4.1/24'),
    ...addresses('s', 's0', `${server}/24`, `${server6}/64`),
    ...addresses('s', 'q1', '10.9.3.2/24'),
    ...addresses('s', 'n1', '10.9.4.2/24'),
    inShell('r', 'cd /proc/sys/net; echo 1 >ipv4/ip_forward; echo 1 >ipv6/conf/all/forwarding'),
    inShell('s', 'cd /proc/sys/net/ipv4; echo 1 >conf/s0/rp_filter; echo 1 >ipfrag_time'),
    'ip -n c route add default via 10.9.1.1',
    'ip -n s route add default via 10.9.2.1',
    'ip -n c -6 route add default via fd09:1::1',
    'ip -n s -6 route add default via fd09:2::1',
    'ip -n r route add blackhole 192.0.2.0/24',
    'ip -n s route add 198.51.100.0/24 dev lo',
    // Nor reports of IPv6 groups, whose time is a matter of chance.
    inShell('r', 'cd /proc/sys/net/ipv6/conf; echo 1 >q0/disable_ipv6; echo 1 >n0/disable_ipv6'),
    // Without link-local addresses a router cannot ask for neighbours; and no ARP shall wait in the queues under test.
    `ip -n r neigh add ${client6} lladdr 02:00:00:00:01:02 dev r0`,
    `ip -n r neigh add ${server6} lladdr ${macs.server} dev r1`,
    `ip -n r neigh add 10.9.3.2 lladdr ${macs.shaped} dev q0`,
    `ip -n r neigh add 10.9.4.2 lladdr ${macs.lossy} dev n0`,
    on('r', 'tc qdisc add dev q0 root handle 1: tbf rate 8bit burst 2000 limit 6000'),
    on('r', 'tc qdisc add dev n0 root handle 7: netem loss 100%'),
    on(
      'r',
      `nft 'table inet guard { chain relay { type filter hook forward priority 0; udp dport 7201 counter drop; }; }'`,
    ),
    receive({ address: server, port: 7001, netns: 's' }),
    receive({ address: server6, port: 7002, netns: 's' }),
    receive({ address: '0.0.0.0', port: 7020, netns: 's', reads: true }),
    waitFor(inShell('s', 'grep -q :1B59 /proc/net/udp && grep -q :1B6C /proc/net/udp')),
    waitFor(inShell('s', 'grep -q :1B5A /proc/net/udp6')),
    on('c', `ping -q -c 2 ${server}`),
    on('c', `ping -6 -q -c 2 ${server6}`),
  ].join('\n'),
  make: [
    // What arrives.
    send(server, 7020, 20, 'c'),
    send(server6, 7101, 53, 'c'),
    send(server, 7102, 50, 'c'),
    // Not until the socket says that so many were dropped: between namespaces delivery may lag behind.
    `${send(server, 7001, 59 + bufferKept, 'c')} --size 1000`,
    `${send(server6, 7002, 30 + bufferKept, 'c')} --size 1000`,
    send(server, 7201, 61, 'c'),
    frames('c', `--iface c0 --dst-mac ${macs.clientSide} --src ${client} --dst ${server}`, {
      more: '--proto udp --dport 7020 --ttl 1',
      count: 67,
    }),
    frames('c', `--iface c0 --dst-mac ${macs.clientSide} --src ${client6} --dst ${server6}`, {
      more: '--proto udp --dport 7020 --ttl 1',
      count: 40,
    }),
    send('203.0.113.9', 7301, 71, 'c'),
    send('192.0.2.9', 7302, 83, 'c'),
    on('r', `$tool udp-send --to 10.9.3.2 --port 7020 --size 958 --count ${73 + shapedKept}`),
    send('10.9.4.2', 7020, 101, 'r'),
    frames('r', `--iface r1 --dst-mac ${macs.server} --src 198.51.100.7 --dst ${server}`, {
      more: '--proto udp --dport 7020',
      count: 79,
    }),
    frames('r', `--iface r1 --dst-mac ${macs.server} --src ${routerAtServer} --dst ${server}`, {
      more: '--proto udp --dport 7020 --more-fragments --vary-id --id 100 --payload 64',
      count: 43,
    }),
    frames('c', `--iface c0 --dst-mac ${macs.clientSide} --src ${client} --dst ${server}`, {
      more: '--proto tcp --vary-sport --dport 7401',
      count: 97,
    }),
    frames('c', `--iface c0 --dst-mac ${macs.clientSide} --src ${client} --dst ${server}`, {
      more: '--proto udp --dport 7020 --bad-checksum',
      count: 41,
    }),
    `until [ "$(${on('s', `awk '$1 == "Ip:" && $2 ~ /^[0-9]/ { print $14 }' /proc/net/snmp`)})" -ge 43 ]; do sleep 0.1; done`,
  ].join('\n'),
  takeDown:
    'kill $(cat /run/receivers)\nrm /run/receivers\nfor host in c r s; do ip netns delete $host; done',
  needReasons: true,
  // The resets by which the server answers, for which the client has no connection.
  benignDrops: 97,
  causes: ({ firewallCause }) => [
    { cause: 'udp-no-listener', drops: 53 + 50, severity: 'problem' },
    { cause: 'udp-rcvbuf-full', drops: 59 + 30, severity: 'problem' },
    {
      cause: firewallCause === 'firewall-input' ? 'firewall-forward' : firewallCause,
      drops: 61,
      severity: 'problem',
    },
    { cause: 'ttl-expired', drops: 67 + 40, severity: 'problem' },
    { cause: 'no-route', drops: 71, severity: 'problem' },
    { cause: 'blackhole-route', drops: 83, severity: 'problem' },
    { cause: 'qdisc-tbf-full', drops: 73, severity: 'problem' },
    { cause: 'qdisc-netem-loss', drops: 101, severity: 'problem' },
    { cause: 'rp-filter', drops: 79, severity: 'problem' },
    { cause: 'fragment-timeout', drops: 43, severity: 'problem' },
    { cause: 'tcp-no-listener', drops: 97, severity: 'problem' },
    { cause: 'udp-bad-checksum', drops: 41, severity: 'problem' },
  ],
}

type Host = 'c' | 'r' | 's'

function link(a: Host, ifaceA: string, macA: string, b: Host, ifaceB: string, macB: string) {
  const ends = [
    [a, ifaceA],
    [b, ifaceB],
  ] as const
  return [
    `ip link add ${ifaceA} netns ${a} address ${macA} type veth peer name ${ifaceB} netns ${b} address ${macB}`,
    ...ends.flatMap(([host, iface]) => [
      `ip -n ${host} link set ${iface} addrgenmode none`,
      `ip -n ${host} link set ${iface} up`,
    ]),
  ].join('\n')
}

function addresses(host: Host, iface: string, ...prefixes: string[]): string[] {
  return prefixes.map(
    (prefix) =>
      `ip -n ${host} address add ${prefix} dev ${iface}${prefix.includes(':') ? ' nodad' : ''}`,
  )
}

function frames(
  host: Host,
  way: string,
  { more, count }: { readonly more: string; readonly count: number },
): string {
  return on(host, `$tool send-frames ${way} ${more} --count ${count}`)
}
