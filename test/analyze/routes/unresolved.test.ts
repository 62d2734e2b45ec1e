import assert from 'node:assert/strict'
import { findingsOf, theFinding } from '../session-builder.js'
import type { SessionLiteral } from '../session-literal.js'

const hops = 'nexthop via 192.0.2.3 dev eth0 weight 1 nexthop via 192.0.2.4 dev eth0 weight 1'
const neighbour = (address: string, mac: string) => ({
  ...{ netns: 1, ifindex: 2, address, mac },
  state: mac === '' ? 'failed' : 'reachable',
  phase: 'end' as const,
})

const session = (neighbours: readonly ReturnType<typeof neighbour>[]): SessionLiteral => ({
  drops: [
    {
      ...{ site: 'neigh_invalidate', reason: 'NEIGH_FAILED', drops: 31 },
      packet: { src: '192.0.2.1', dst: '203.0.113.9' },
    },
  ],
  interfaces: [{ name: 'eth0' }],
  rows: {
    neighbour: neighbours,
    route: [
      {
        ...{ netns: 1, family: 4, table_id: 254, type: 'unicast', dst: '203.0.113.0/24' },
        ...{ gateway: '192.0.2.3', oif: 2, metric: 0, text: `203.0.113.0/24 ${hops}` },
        phase: 'start',
      },
    ],
  },
})
const [here, silent] = [neighbour('192.0.2.3', '02:00:00:00:00:03'), neighbour('192.0.2.4', '')]

describe('a route with several next hops', () => {
  it('blames the one that has no MAC address', async () => {
    const { title, remedy } = theFinding(
      await findingsOf(session([here, silent])),
      'arp-unresolved',
    )
    assert.match(title, /next hop 192\.0\.2\.4 does not answer ARP/)
    assert.equal(remedy[0]?.command, 'arping -I eth0 192.0.2.4')
  })

  it('blames none alone where it cannot tell', async () => {
    const { title, remedy } = theFinding(await findingsOf(session([])), 'arp-unresolved')
    assert.match(title, /next hop 192\.0\.2\.3 or 192\.0\.2\.4 does not answer ARP/)
    assert.equal(remedy[0]?.command, 'ip neigh show nud failed')
  })
})
