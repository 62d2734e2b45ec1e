import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, SessionLiteral } from '../session-literal.js'

/** As NET_DM tells of drops in packet mode: the packet, but not where it was. */
const untold = (over: Partial<DropLiteral>): DropLiteral => ({
  netns: null,
  device: '',
  drops: 67,
  ...over,
})
const toServer = { src: '10.9.1.2', dst: '10.9.2.2', dport: 7020 } as const
/** A client, a router and a server. */
const way: SessionLiteral = {
  source: 'drop-monitor',
  addresses: [
    'client c0 10.9.1.2/24',
    'router r0 10.9.1.1/24',
    'router r1 10.9.2.1/24',
    'server s0 10.9.2.2/24',
  ],
}

describe('the namespace of a drop that the source does not tell', () => {
  it('is not that of the destination for what was to be forwarded: its counter tells it', async () => {
    const findings = await findingsOf({
      ...way,
      drops: [untold({ site: 'ip_forward', reason: 'IP_INHDR', packet: toServer })],
      gainedIn: { router: { 'snmp:Ip.InHdrErrors': 67 } },
    })
    assert.deepEqual(told(findings), ['ttl-expired 67'])
    assert.deepEqual(theFinding(findings, 'ttl-expired').netns, ['router'])
  })

  it('is that of the destination for what arrived', async () => {
    const findings = await findingsOf({
      ...way,
      drops: [untold({ site: '__udp4_lib_rcv', reason: 'NO_SOCKET', packet: toServer })],
      gainedIn: { server: { 'snmp:Udp.NoPorts': 67 } },
    })
    assert.deepEqual(theFinding(findings, 'udp-no-listener').netns, ['server'])
  })

  it('is that of the only route that refuses the destination', async () => {
    const packet = { ...toServer, dst: '192.0.2.9' }
    const drops = [untold({ site: 'ip_error', packet })]
    const route = { dst: '192.0.2.0/24', type: 'blackhole' }
    const one = await findingsOf({ ...way, drops, routes: [{ ...route, netns: 'router' }] })
    assert.deepEqual(theFinding(one, 'blackhole-route').netns, ['router'])
    const two = await findingsOf({
      ...way,
      drops,
      routes: [
        { ...route, netns: 'router' },
        { ...route, netns: 'client' },
      ],
    })
    assert.deepEqual(told(two), ['unknown-site 67'])
  })

  it('is that of the sender for what a queue refused, and the queue is the one that counted as many', async () => {
    const fromRouter = { ...toServer, src: '10.9.2.1' }
    const refused = { site: '__dev_queue_xmit', reason: 'QDISC_DROP', packet: fromRouter }
    const qdisc = { handle: '1:', kind: 'tbf', netns: 'router' }
    const findings = await findingsOf({
      ...way,
      drops: [untold(refused)],
      interfaces: [
        { name: 'r0', netns: 'router' },
        { name: 'r1', netns: 'router' },
      ],
      qdiscs: [
        { ...qdisc, device: 'r0' },
        { ...qdisc, device: 'r1' },
      ],
      counters: [
        {
          name: 'qdisc:r0/1:.drops',
          netns: 'router',
          device: 'r0',
          readings: [
            [0, 0],
            [1200, 71],
          ],
        },
        {
          name: 'qdisc:r1/1:.drops',
          netns: 'router',
          device: 'r1',
          readings: [
            [0, 0],
            [1200, 67],
          ],
        },
      ],
    })
    const { netns, drops, title } = theFinding(findings, 'qdisc-tbf-full')
    assert.deepEqual([netns, drops], [['router'], 67])
    assert.match(title, /on r1/)
  })
})

describe('a segment for which neither reason nor packet is told', () => {
  it('is not taken for housekeeping: refused connections end at the same place', async () => {
    const blind = { packet: null, protocol: 0x0800, reason: '' } as const
    const findings = await findingsOf({
      ...way,
      drops: [untold({ ...blind, site: 'tcp_v4_rcv', drops: 194 })],
    })
    assert.deepEqual(told(findings), ['unknown-site 194'])
  })
})
