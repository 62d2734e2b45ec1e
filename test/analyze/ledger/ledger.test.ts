import assert from 'node:assert/strict'
import { Counters, type CounterFact } from '../../../analyze/artifacts/counters.js'
import type { DropSample } from '../../../analyze/artifacts/group.js'
import { Ledger } from '../../../analyze/ledger/ledger.js'
import { countedTwice } from '../../../analyze/ledger/one-loss.js'
import { lossBuckets } from '../../../analyze/artifacts/loss-buckets.js'
import { lossOfItsOwn, residueWhy } from '../../../analyze/ledger/residue.js'
import { segmentsOf } from '../../../analyze/ledger/segments.js'
import { findingsOf, told } from '../session-builder.js'

const fact = (id: number, name: string, delta: number, edge = 0): CounterFact => ({
  id,
  netns: name.startsWith('softnet') ? null : 1,
  source: '',
  name,
  ifindex: null,
  gauge: false,
  delta,
  edge,
  steps: Float64Array.from([1e9, delta]),
  ...{ fromNs: 1e9, toNs: 1e9 },
})

const counters = (deltas: Readonly<Record<string, number>>): Counters =>
  new Counters(Object.entries(deltas).map(([name, delta], i) => fact(i + 1, name, delta)))

const by = (cause: string, drops: number) => ({ cause, site: 's', reason: 'R', drops })
const row = (ledger: Ledger, counter: string) =>
  ledger.rows(String, () => 'why').find((r) => r.counter === counter)

describe('ledger', () => {
  it('splits a counter into the drops that explain it', () => {
    const ledger = new Ledger(counters({ 'snmp:Udp.InErrors': 30 }))
    const ref = { netns: 1, name: 'snmp:Udp.InErrors' }
    ledger.book(ref, by('udp-rcvbuf-full', 10))
    ledger.book(ref, by('udp-rcvbuf-full', 5))
    ledger.book(ref, by('udp-bad-checksum', 8))
    assert.deepEqual(
      row(ledger, 'snmp:Udp.InErrors')?.explainedBy.map((e) => [e.cause, e.drops]),
      [
        ['udp-rcvbuf-full', 15],
        ['udp-bad-checksum', 8],
      ],
    )
    assert.equal(ledger.residue(1, 'snmp:Udp.InErrors'), 7)
    assert.equal(ledger.explainedByCause(ref, 'udp-bad-checksum'), 8)
  })

  it('shows a residue in both directions', () => {
    const ledger = new Ledger(counters({ 'snmp:Udp.NoPorts': 3 }))
    ledger.book({ netns: 1, name: 'snmp:Udp.NoPorts' }, by('udp-no-listener', 10))
    assert.equal(row(ledger, 'snmp:Udp.NoPorts')?.residue, -7)
    assert.match(residueWhy(fact(1, 'snmp:Udp.NoPorts', 3), -7, ledger), /^7 more drops/)
  })

  it('does not book on a counter that was not recorded', () => {
    const ledger = new Ledger(counters({}))
    ledger.book({ netns: 1, name: 'snmp:Udp.NoPorts' }, by('udp-no-listener', 10))
    assert.equal(ledger.residue(1, 'snmp:Udp.NoPorts'), undefined)
    assert.deepEqual(
      ledger.rows(String, () => ''),
      [],
    )
  })

  it('spreads what was booked on a pool over the counters that lack it', () => {
    const ledger = new Ledger(
      counters({
        'softnet:cpu0.dropped': 4,
        'softnet:cpu1.dropped': 9,
        'softnet:cpu2.processed': 5,
      }),
    )
    ledger.book({ netns: null, name: 'softnet:cpu*.dropped' }, by('cpu-backlog-full', 8))
    ledger.book({ netns: null, name: 'softnet:cpu*.dropped' }, by('cpu-backlog-full', 5))
    ledger.spreadPools()
    assert.equal(ledger.residue(null, 'softnet:cpu0.dropped'), 0)
    assert.equal(ledger.residue(null, 'softnet:cpu1.dropped'), 0)
    assert.equal(ledger.residue(null, 'softnet:cpu2.processed'), 5)
  })

  it('shows what is left of a pool at the counter that gained most', () => {
    const ledger = new Ledger(counters({ 'softnet:cpu0.dropped': 4, 'softnet:cpu1.dropped': 9 }))
    ledger.book({ netns: null, name: 'softnet:cpu*.dropped' }, by('cpu-backlog-full', 15))
    ledger.spreadPools()
    assert.equal(ledger.residue(null, 'softnet:cpu1.dropped'), -2)
  })

  it('keeps gauges and counters of no loss out', () => {
    const gauge = { ...fact(1, 'qdisc:eth0/1:.backlog', 5), gauge: true }
    const ledger = new Ledger(new Counters([gauge, fact(2, 'dev:eth0.rx_packets', 9)]))
    assert.deepEqual(
      ledger.rows(String, () => ''),
      [],
    )
  })
})

describe('a residue', () => {
  const own = (name: string, deltas: Readonly<Record<string, number>>, hasEvents = true) => {
    const all = counters(deltas)
    const residue = all.delta(1, name) ?? 0
    return lossOfItsOwn(fact(1, name, residue), residue, new Ledger(all), hasEvents)
  }

  it('is a loss of its own where no part and no twin shows it', () => {
    assert.equal(own('link:eth0.rx_crc_errors', { 'link:eth0.rx_crc_errors': 9 }), 9)
  })

  it('is that of its parts as far as they go', () => {
    const deltas = { 'snmp:Udp.RcvbufErrors': 10, 'snmp:Udp.InCsumErrors': 5 }
    assert.equal(own('snmp:Udp.InErrors', { ...deltas, 'snmp:Udp.InErrors': 15 }), 0)
    assert.equal(own('snmp:Udp.InErrors', { ...deltas, 'snmp:Udp.InErrors': 18 }), 3)
  })

  it('is told once where two files show it', () => {
    const deltas = {
      'link:eth0.rx_dropped': 0,
      'link:eth0.rx_fifo_errors': 4,
      'dev:eth0.rx_fifo': 4,
    }
    assert.equal(own('dev:eth0.rx_fifo', deltas), 0)
    assert.equal(own('dev:eth0.rx_fifo', { 'dev:eth0.rx_fifo': 4 }), 4)
    assert.equal(own('udp:9.drops', { 'udp:9.drops': 4, 'snmp:Udp.InErrors': 4 }), 0)
  })

  it('of a socket is among the errors of its namespace, whether they match to the last packet or not', () => {
    const all = counters({ 'udp:9.drops': 100, 'snmp:Udp.InErrors': 103 })
    const ledger = new Ledger(all)
    ledger.book({ netns: 1, name: 'snmp:Udp.InErrors' }, by('udp-rcvbuf-full', 99))
    const ofSocket = (drops: number): number =>
      lossOfItsOwn(fact(1, 'udp:9.drops', drops), drops, ledger, true)
    assert.equal(ofSocket(100), 0)
    assert.equal(ofSocket(104), 1, 'one more than the namespace counts')
  })

  it('of a sum of transmit errors is that of its parts', () => {
    const deltas = { 'link:eth0.tx_errors': 5, 'link:eth0.tx_carrier_errors': 5 }
    assert.equal(own('link:eth0.tx_errors', deltas), 0)
  })

  it('of a counter of occasions counts only where no events were recorded', () => {
    assert.equal(own('snmp:Ip.ReasmTimeout', { 'snmp:Ip.ReasmTimeout': 2 }), 0)
    assert.equal(own('snmp:Ip.ReasmTimeout', { 'snmp:Ip.ReasmTimeout': 2 }, false), 2)
  })
})

describe('why something is left of a counter', () => {
  const ref = (name: string) => ({ netns: 1, name })
  const why = (name: string, deltas: Readonly<Record<string, number>>, booked?: object) => {
    const all = counters(deltas)
    const ledger = new Ledger(all)
    if (booked !== undefined) ledger.book(ref(name), { ...by('a', 10), ...booked })
    const residue = ledger.residue(1, name) ?? 0
    const counter = all.get(1, name)
    assert.ok(counter)
    return residueWhy(counter, residue, ledger)
  }

  it('is that it counts segments where drops were packets of several', () => {
    assert.match(
      why('link:e.tx_dropped', { 'link:e.tx_dropped': 35 }, { segments: 35 }),
      /counts segments.*25 more/,
    )
    assert.match(
      why('link:e.tx_dropped', { 'link:e.tx_dropped': 36 }, { segments: 35 }),
      /^unexplained/,
    )
  })

  it('is that a program ended a connection, and that a timeout did so is left open', () => {
    const rose = (name: string) => why(`netstat:TcpExt.${name}`, { [`netstat:TcpExt.${name}`]: 3 })
    assert.match(rose('TCPAbortOnClose') + rose('TCPAbortOnData'), /no packet was lost.*SO_LINGER/)
    assert.match(rose('TCPAbortOnTimeout'), /^unexplained/)
  })

  it('is that another counter shows the same packets', () => {
    const both = { 'link:e.rx_dropped': 4, 'dev:e.rx_drop': 4 }
    assert.match(why('dev:e.rx_drop', both), /same packets as the residue of link:e/)
    const udp = { 'udp:7.drops': 3, 'snmp:Udp.InErrors': 3 }
    assert.match(why('udp:7.drops', udp), /same packets as the residue of snmp:Udp.InErrors/)
  })

  it('is not known for a counter that the atlas has not', () => {
    assert.match(why('netstat:TcpExt.NewDrop', { 'netstat:TcpExt.NewDrop': 3 }), /not in the atlas/)
    const ledger = new Ledger(counters({ 'netstat:TcpExt.NewDrop': 3 }))
    assert.equal(row(ledger, 'netstat:TcpExt.NewDrop')?.isDrop, 'unknown')
  })

  it('is that an occasion costs several packets', () => {
    assert.match(why('snmp:Ip.ReasmTimeout', { 'snmp:Ip.ReasmTimeout': 4 }, {}), /occasions, each/)
  })
})

describe('a packet in several counters', () => {
  it('is told as one loss', async () => {
    const findings = await findingsOf({
      drops: [{ site: 'ip_rcv_core', reason: 'IP_CSUM', drops: 20 }],
      gained: { 'netstat:IpExt.InCsumErrors': 20, 'snmp:Ip.InHdrErrors': 20 },
    })
    assert.equal(findings.totals.drops, 20)
    const [loss, ...others] = countedTwice(findings.findings)
    assert.deepEqual(others, [])
    assert.equal(loss?.drops, 20)
    assert.deepEqual(loss.counters.map((c) => c.name).sort(), [
      'netstat:IpExt.InCsumErrors',
      'snmp:Ip.InHdrErrors',
    ])
  })
})

describe('segments of dropped packets', () => {
  it('are those of the samples in proportion', () => {
    const sample = (gsoSegments: number) => ({ gsoSegments }) as unknown as DropSample
    assert.equal(segmentsOf({ drops: 10, samples: [] }), 10)
    assert.equal(segmentsOf({ drops: 10, samples: [sample(0), sample(1)] }), 10)
    assert.equal(segmentsOf({ drops: 10, samples: [sample(3), sample(1)] }), 20)
  })
})

describe('when a loss without events happened', () => {
  it('is when its counter rose', () => {
    assert.deepEqual([...lossBuckets(Float64Array.from([1, 10, 2, 30]), 40)], [1, 10, 2, 30])
  })

  it('adds up to the loss where events explain the rest', () => {
    assert.deepEqual([...lossBuckets(Float64Array.from([1, 10, 2, 30]), 4)], [1, 1, 2, 3])
    assert.deepEqual([...lossBuckets(Float64Array.from([1, 1, 2, 1, 3, 1]), 2)], [1, 1, 3, 1])
  })
})

describe('counters alone', () => {
  it('tell a loss in the device once', async () => {
    const findings = await findingsOf({
      gained: {
        'link:eth0.rx_dropped': 0,
        'link:eth0.rx_missed_errors': 12,
        'dev:eth0.rx_drop': 12,
      },
    })
    assert.deepEqual(told(findings), ['counter-only-loss 12'])
    assert.equal(findings.totals.withoutEvent, 12)
  })

  it('tell a loss beside events that explain a part', async () => {
    const findings = await findingsOf({
      drops: [{ site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 20 }],
      counters: [
        {
          name: 'snmp:Udp.NoPorts',
          readings: [
            [0, 0],
            [1200, 15],
            [2200, 30],
          ],
        },
      ],
    })
    assert.deepEqual(told(findings), ['udp-no-listener 20', 'counter-only-loss 10'])
  })

  it('tell nothing of what rose while the drop source was attached', async () => {
    const findings = await findingsOf({
      counters: [
        {
          name: 'snmp:Udp.NoPorts',
          readings: [
            [0, 0],
            [100, 4],
          ],
        },
      ],
    })
    assert.deepEqual(told(findings), ['none 0'])
    assert.match(findings.ledger[0]?.residueWhy ?? '', /began or ceased to be counted/)
  })

  it('count an object that was born in mid-recording from zero, and a reset from zero again', async () => {
    const findings = await findingsOf({
      counters: [
        { name: 'link:veth9.tx_dropped', readings: [[2000, 5]], born: true },
        {
          name: 'link:veth8.tx_dropped',
          readings: [
            [0, 50],
            [2000, 60],
            [3000, 3],
          ],
        },
      ],
    })
    assert.deepEqual(told(findings), ['counter-only-loss 13', 'counter-only-loss 5'])
  })

  it('are not asked where they were not recorded', async () => {
    const findings = await findingsOf({ without: ['counters'] })
    const ruledOut = findings.ruledOut.find((r) => r.cause === 'counter-only-loss')
    assert.deepEqual([ruledOut?.state, ruledOut?.why], ['unknown', 'not recorded: counters'])
  })
})
