/** Ten faults of ten kinds, a prime number of packets each, so that no two can be mistaken for each other. */
import { setTimeout as pause } from 'node:timers/promises'
import type { SelftestFault } from './selftest-fault.js'
import { addresses, type Role, type SelftestHosts } from './selftest-hosts.js'

const { server } = addresses

interface Datagrams {
  readonly to: string
  readonly port: number
  readonly count: number
  readonly bytes?: number
  readonly from?: string
  readonly ttl?: number
}

/** Sends from the client; resolves to the number sent. */
const sending =
  (ipVersion: 4 | 6, datagrams: Datagrams) =>
  async (hosts: SelftestHosts): Promise<number> =>
    Number(
      await hosts
        .start('client', { kind: 'send-datagrams', ipVersion, bytes: 100, ...datagrams })
        .line(),
    )

const receiver = (
  hosts: SelftestHosts,
  role: Role,
  address: string,
  port: number,
  bufferBytes = 100_000,
) => hosts.start(role, { kind: 'receive-datagrams', ipVersion: 4, address, port, bufferBytes })

/** Ports below those that the kernel gives to senders. */
const port = {
  noListener: 9301,
  wrongAddress: 9302,
  stopped: 9303,
  tcp: 9304,
  filtered: 9305,
  other: 9306,
} as const

export const selftestFaults: readonly SelftestFault[] = [
  {
    cause: 'udp-no-listener',
    what: 'datagrams to a port where nobody listens',
    ipVersion: 6,
    run: sending(6, { to: server.ipv6, port: port.noListener, count: 43 }),
  },
  {
    cause: 'udp-bound-wrong-address',
    what: 'datagrams to a port whose program listens on 127.0.0.1 only',
    ipVersion: 4,
    async run(hosts) {
      await receiver(hosts, 'server', '127.0.0.1', port.wrongAddress).line()
      return sending(4, { to: server.ipv4, port: port.wrongAddress, count: 41 })(hosts)
    },
  },
  {
    cause: 'udp-rcvbuf-full',
    what: 'datagrams to a program that is stopped',
    ipVersion: 4,
    async run(hosts) {
      const stopped = receiver(hosts, 'server', server.ipv4, port.stopped, 10_000)
      await stopped.line()
      stopped.signal('SIGSTOP')
      const sent = await sending(4, {
        to: server.ipv4,
        port: port.stopped,
        count: 211,
        bytes: 1000,
      })(hosts)
      stopped.signal('SIGCONT')
      return sent - (await stopped.received())
    },
  },
  {
    cause: 'tcp-no-listener',
    what: 'connections to a port where nobody listens',
    ipVersion: 6,
    async run(hosts) {
      return Number(
        await hosts
          .start('client', { kind: 'connect', to: server.ipv6, port: port.tcp, count: 23 })
          .line(),
      )
    },
  },
  {
    cause: 'firewall-input',
    what: 'datagrams that a rule of nftables drops',
    ipVersion: 4,
    setUp(hosts) {
      hosts.nft(
        'server',
        `add table ip selftest; add chain ip selftest in { type filter hook input priority 0; };` +
          ` add rule ip selftest in udp dport ${port.filtered} counter drop`,
      )
    },
    run: sending(4, { to: server.ipv4, port: port.filtered, count: 53 }),
  },
  {
    cause: 'ip-forwarding-disabled',
    what: 'datagrams routed to a host that does not forward',
    ipVersion: 4,
    setUp: (hosts) => void hosts.ip('router', `route add 198.18.3.0/24 via ${server.ipv4}`),
    run: sending(4, { to: '198.18.3.3', port: port.other, count: 37 }),
  },
  {
    cause: 'blackhole-route',
    what: 'datagrams to a destination with a blackhole route',
    ipVersion: 4,
    setUp: (hosts) => void hosts.ip('router', 'route add blackhole 198.18.4.0/24'),
    run: sending(4, { to: '198.18.4.4', port: port.other, count: 31 }),
  },
  {
    cause: 'ttl-expired',
    what: 'datagrams with a hop limit of 1 through a router',
    ipVersion: 6,
    run: sending(6, { to: server.ipv6, port: port.other, count: 29, ttl: 1 }),
  },
  {
    cause: 'rp-filter',
    what: 'datagrams from an address that is not routed back that way',
    ipVersion: 4,
    setUp(hosts) {
      hosts.ip('client', 'address add 198.18.9.9/32 dev lo')
      hosts.sysctl('router', 'ipv4/conf/cli0/rp_filter', 1)
    },
    run: sending(4, { to: server.ipv4, port: port.other, count: 19, from: '198.18.9.9' }),
  },
  {
    cause: 'arp-unresolved',
    what: 'datagrams to an address on the link that nobody has',
    ipVersion: 4,
    async run(hosts, stop) {
      const address = '198.18.1.77'
      const sent = await sending(4, { to: address, port: port.other, count: 17 })(hosts)
      // They wait for an answer: three requests, one a second (mcast_solicit, retrans_time_ms).
      const deadlineMs = performance.now() + 15_000
      while (!/FAILED|^$/.test(hosts.ip('client', `neigh show ${address}`).trim())) {
        if (performance.now() > deadlineMs || stop.aborted) break
        await pause(100)
      }
      return sent
    },
  },
]
