import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, QdiscLiteral } from '../session-literal.js'

const dropped = (over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: '__dev_queue_xmit',
  reason: 'QDISC_DROP',
  drops: 13,
  incoming: '',
  packet: { dport: 53, sport: 4000 },
  ...over,
})
const shaper: QdiscLiteral = {
  handle: '1:',
  kind: 'tbf',
  options: { rateBitsPerSecond: 8_000_000, burstBytes: 700, limitBytes: 9000 },
}
const queue: QdiscLiteral = { handle: '2:', kind: 'pfifo', phases: ['end'] }
const gained = { 'qdisc:eth0/1:.drops': 13 }

describe('a qdisc that drops', () => {
  it('is named by its counter, at its place in the tree', async () => {
    const root: QdiscLiteral = { handle: '5:', kind: 'prio', phases: ['start', 'end'] }
    const qdiscs = [root, { ...shaper, parent: '5:1' }]
    const found = theFinding(
      await findingsOf({ drops: [dropped()], qdiscs, gained }),
      'qdisc-tbf-full',
    )
    assert.equal(found.confidence, 'certain')
    assert.match(found.remedy[0]?.command ?? '', /dev eth0 parent 5:1 handle 1: tbf/)
  })

  it('is known though it was replaced before its counter was read again', async () => {
    const findings = await findingsOf({ drops: [dropped()], qdiscs: [shaper, queue] })
    const found = theFinding(findings, 'qdisc-tbf-full')
    assert.equal(found.confidence, 'likely')
    assert.match(found.confidenceWhy, /replaced before its counter was read again/)
  })

  it('is not known where two went, or none did', async () => {
    const both = [
      shaper,
      { ...queue, phases: ['start'] as const },
      { ...shaper, handle: '3:', phases: ['end'] as const },
    ]
    const staying = [{ ...shaper, phases: ['start', 'end'] as const }]
    for (const qdiscs of [both, staying])
      assert.deepEqual(told(await findingsOf({ drops: [dropped()], qdiscs })), ['unknown-site 13'])
  })

  for (const site of ['__fq_codel_dequeue', '__codel_qdisc_dequeue', 'cake_dequeue'])
    it(`drops at ${site} without a reason before 6.18, and tells nobody`, async () => {
      const kind = /codel|cake/.exec(site)?.[0] ?? ''
      const findings = await findingsOf({
        drops: [dropped({ site, reason: 'NOT_SPECIFIED' })],
        qdiscs: [{ handle: '1:', kind }],
        gained: { ...gained, 'snmp:Ip.OutDiscards': 0 },
      })
      const found = theFinding(findings, `qdisc-${kind}-drop`)
      assert.equal(found.confidence, 'certain')
      assert.ok(!found.counters.some(({ name }) => name.includes('OutDiscards')))
    })

  it('is told to the sender where netem has no room, and not where it loses by chance', async () => {
    const netem = (lossPercent: number): QdiscLiteral => ({
      handle: '1:',
      kind: 'netem',
      options: { limitPackets: 7, lossPercent, delayUs: 100_000 },
    })
    const counted = { ...gained, 'snmp:Ip.OutDiscards': 13, 'snmp:Udp.SndbufErrors': 13 }
    const full = theFinding(
      await findingsOf({ drops: [dropped()], qdiscs: [netem(0)], gained: counted }),
      'qdisc-netem-loss',
    )
    assert.match(full.title, /queue of netem 1: on eth0 is full \(limit 7 packets\)/)
    assert.equal(full.counters.find(({ name }) => name.includes('Discards'))?.explained, 13)
    const lost = theFinding(
      await findingsOf({ drops: [dropped()], qdiscs: [netem(30)], gained }),
      'qdisc-netem-loss',
    )
    assert.match(lost.title, /dropped by netem 1:/)
    assert.ok(!lost.counters.some(({ name }) => name.includes('Discards')))
  })

  for (const kind of ['fq_codel', 'cake', 'sfq', 'red', 'drr', 'hfsc'])
    it(`${kind} tells no sender, whatever else was discarded`, async () => {
      const findings = await findingsOf({
        drops: [dropped()],
        qdiscs: [{ handle: '1:', kind }],
        gained: { ...gained, 'snmp:Ip.OutDiscards': 0, 'snmp:Udp.SndbufErrors': 0 },
      })
      const moved = findings.findings.flatMap((f) => f.counters.map(({ name }) => name))
      assert.deepEqual([...new Set(moved)], ['qdisc:eth0/1:.drops'])
    })

  it('explains the number in which its kind tells all its drops', async () => {
    for (const part of ['qdisc:eth0/1:.fq_flows_plimit', 'qdisc:eth0/1:.fq_band2_drops']) {
      const findings = await findingsOf({
        drops: [dropped()],
        qdiscs: [{ handle: '1:', kind: 'fq' }],
        gained: { ...gained, [part]: 13 },
      })
      assert.equal(findings.ledger.find(({ counter }) => counter === part)?.residue, 0)
    }
  })

  it('drops what no filter puts into a class', async () => {
    const qdiscs = [{ handle: '1:', kind: 'drr' }]
    const found = theFinding(
      await findingsOf({ drops: [dropped()], qdiscs, gained }),
      'qdisc-other-drop',
    )
    assert.match(found.title, /drr 1: on eth0: no filter puts them into a class/)
    const queue = { handle: '2:', parent: '1:1', kind: 'pfifo' }
    const full = await findingsOf({
      drops: [dropped()],
      qdiscs: [...qdiscs, queue],
      gained: { ...gained, 'qdisc:eth0/2:.drops': 13 },
    })
    assert.deepEqual(told(full), ['qdisc-fifo-full 13'])
  })

  it('drops what its bucket cannot pay for, whatever the rate', async () => {
    const drops = [dropped({ length: 1000 })]
    const found = theFinding(
      await findingsOf({ drops, qdiscs: [shaper], gained }),
      'qdisc-tbf-full',
    )
    assert.match(found.title, /larger than the token bucket of tbf 1: on eth0 .*burst 700 bytes/)
    assert.match(found.remedy[0]?.what ?? '', /raise burst .* above 1,000 bytes/)
    const small = await findingsOf({ drops: [dropped({ length: 600 })], qdiscs: [shaper], gained })
    assert.match(theFinding(small, 'qdisc-tbf-full').title, /dropped by tbf 1: on eth0/)
  })
})

describe('a queue that was thrown away', () => {
  const flushed = dropped({ site: '__rtnl_unlock', reason: 'NOT_SPECIFIED' })

  it('tells its device, and what took its place', async () => {
    const findings = await findingsOf({ drops: [flushed], qdiscs: [shaper, queue] })
    const found = theFinding(findings, 'qdisc-flushed')
    assert.match(found.title, /queued packets of eth0 thrown away when a qdisc was replaced/)
    assert.deepEqual(
      found.evidence.slice(1).map((e) => e.value),
      ['tbf 1: (root)', 'pfifo 2: (root)'],
    )
  })
})
