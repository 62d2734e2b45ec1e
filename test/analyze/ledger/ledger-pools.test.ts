import assert from 'node:assert/strict'
import { Counters, type CounterFact } from '../../../analyze/artifacts/counters.js'
import { Ledger } from '../../../analyze/ledger/ledger.js'

/** Counters as [namespace, name, delta]. */
const counters = (...facts: readonly (readonly [number | null, string, number])[]): Counters =>
  new Counters(
    facts.map(([netns, name, delta], index): CounterFact => ({
      id: index + 1,
      netns,
      source: '',
      name,
      ifindex: null,
      gauge: false,
      delta,
      edge: 0,
      steps: Float64Array.of(1e9, delta),
      ...{ fromNs: 1e9, toNs: 1e9 },
    })),
  )

const by = (drops: number, segments?: number) => ({
  ...{ cause: 'c', site: 's', reason: 'R', drops },
  ...(segments === undefined ? {} : { segments }),
})
const allRows = (ledger: Ledger) => ledger.rows(String, () => 'why')

describe('a pool of counters', () => {
  const noPorts = 'snmp:Udp.NoPorts'

  it('without a namespace is the counter of that name in each of them', () => {
    const ledger = new Ledger(
      counters([1, noPorts, 4], [2, noPorts, 3], [2, 'snmp:Udp.InErrors', 9]),
    )
    const pool = { netns: null, name: noPorts }
    assert.deepEqual(
      ledger.membersOf(pool).map(({ netns, name }) => [netns, name]),
      [
        [1, noPorts],
        [2, noPorts],
      ],
    )
    ledger.book(pool, by(6))
    ledger.spreadPools()
    assert.deepEqual([ledger.residue(1, noPorts), ledger.residue(2, noPorts)], [0, 1])
    assert.equal(ledger.explained(2, 'snmp:Udp.InErrors'), 0)
  })

  it('with a star takes what begins and ends as its name, in its namespace only', () => {
    const ledger = new Ledger(
      counters(
        ...([1, 2] as const).flatMap((netns) => [
          [netns, 'qdisc:e/1:.drops', 5] as const,
          [netns, 'qdisc:e/1:.packets', 5] as const,
          [netns, 'class:e/1:.drops', 5] as const,
        ]),
      ),
    )
    const members = ledger.membersOf({ netns: 2, name: 'qdisc:*.drops' })
    assert.deepEqual(
      members.map(({ netns, name }) => [netns, name]),
      [[2, 'qdisc:e/1:.drops']],
    )
  })

  it('has no members where it is one ordinary counter', () => {
    const ledger = new Ledger(counters([1, noPorts, 4], [null, 'softnet:cpu0.dropped', 1]))
    assert.deepEqual(ledger.membersOf({ netns: 1, name: noPorts }), [])
    assert.deepEqual(ledger.membersOf({ netns: null, name: 'softnet:cpu0.dropped' }), [])
  })

  it('keeps what is booked on two pools apart', () => {
    const ledger = new Ledger(counters([1, 'a:x.drops', 2], [2, 'a:x.drops', 7]))
    ledger.book({ netns: 1, name: 'a:*.drops' }, by(2))
    ledger.book({ netns: 2, name: 'a:*.drops' }, by(7))
    ledger.spreadPools()
    assert.deepEqual([ledger.residue(1, 'a:x.drops'), ledger.residue(2, 'a:x.drops')], [0, 0])
  })

  it('shares segments as it shares drops', () => {
    const ledger = new Ledger(counters([1, 'a:x.drops', 3], [1, 'a:y.drops', 1]))
    ledger.book({ netns: 1, name: 'a:*.drops' }, by(4, 12))
    ledger.spreadPools()
    assert.equal(ledger.segmentsBeyondDrops(1, 'a:x.drops'), 6)
    assert.equal(ledger.segmentsBeyondDrops(1, 'a:y.drops'), 2)
  })

  it('leaves the rest at the one that gained most, wherever it stands', () => {
    for (const gained of [
      [9, 4, 1],
      [1, 4, 9],
    ]) {
      const ledger = new Ledger(
        counters(
          ...gained.map((delta, cpu) => [null, `softnet:cpu${cpu}.dropped`, delta] as const),
        ),
      )
      ledger.book({ netns: null, name: 'softnet:cpu*.dropped' }, by(20))
      ledger.spreadPools()
      const residues = gained.map((_, cpu) => ledger.residue(null, `softnet:cpu${cpu}.dropped`))
      assert.deepEqual(
        residues,
        gained.map((delta) => (delta === 9 ? -6 : 0)),
      )
    }
  })

  it('books nothing where no member gained anything, or none was recorded', () => {
    const ledger = new Ledger(counters([null, 'softnet:cpu0.dropped', 0]))
    ledger.book({ netns: null, name: 'softnet:cpu*.dropped' }, by(5))
    ledger.book({ netns: null, name: 'nothing:*.dropped' }, by(5))
    ledger.spreadPools()
    assert.equal(ledger.residue(null, 'softnet:cpu0.dropped'), 0)
    assert.deepEqual(allRows(ledger), [])
  })

  it('is spread once', () => {
    const ledger = new Ledger(counters([1, 'a:x.drops', 9]))
    ledger.book({ netns: 1, name: 'a:*.drops' }, by(4))
    ledger.spreadPools()
    ledger.spreadPools()
    assert.equal(ledger.explained(1, 'a:x.drops'), 4)
  })
})

describe('rows of the ledger', () => {
  it('are in order of what was gained, then of names, with the largest share first', () => {
    const ledger = new Ledger(
      counters(
        [1, 'snmp:Udp.NoPorts', 3],
        [1, 'snmp:Udp.InCsumErrors', 8],
        [1, 'snmp:Ip.InDiscards', 8],
      ),
    )
    const ref = { netns: 1, name: 'snmp:Udp.NoPorts' }
    ledger.book(ref, { ...by(1), cause: 'small' })
    ledger.book(ref, { ...by(2), cause: 'large' })
    const rows = allRows(ledger)
    assert.deepEqual(
      rows.map(({ counter }) => counter),
      ['snmp:Ip.InDiscards', 'snmp:Udp.InCsumErrors', 'snmp:Udp.NoPorts'],
    )
    assert.deepEqual(
      rows[2]?.explainedBy.map(({ cause }) => cause),
      ['large', 'small'],
    )
    assert.deepEqual(
      rows.map(({ residueWhy }) => residueWhy),
      ['why', 'why', ''],
    )
  })

  it('keep a counter that should have moved and did not', () => {
    const ledger = new Ledger(counters([1, 'snmp:Udp.NoPorts', 0], [1, 'snmp:Udp.InErrors', 0]))
    ledger.book({ netns: 1, name: 'snmp:Udp.NoPorts' }, by(2))
    assert.deepEqual(
      allRows(ledger).map(({ counter, residue }) => [counter, residue]),
      [['snmp:Udp.NoPorts', -2]],
    )
  })
})

describe('what the ledger knows of a counter', () => {
  const name = 'link:e.rx_missed_errors'
  const ref = { netns: 1, name }

  it('holds losses without events, under their cause', () => {
    const ledger = new Ledger(counters([1, name, 5], [1, 'dev:e.rx_drop', 5]))
    ledger.bookSilent('nic-ring-full', {
      counters: [ref, { netns: 1, name: 'dev:e.rx_drop' }],
      drops: 5,
    } as unknown as Parameters<Ledger['bookSilent']>[1])
    assert.equal(ledger.residue(1, 'dev:e.rx_drop'), 0)
    assert.deepEqual(ledger.explainedOf(ref), { delta: 5, explained: 5 })
    assert.deepEqual(allRows(ledger)[0]?.explainedBy, [
      { cause: 'nic-ring-full', site: '', reason: '', drops: 5 },
    ])
  })

  it('is nothing where nothing was booked, and undefined where it was not recorded', () => {
    const ledger = new Ledger(counters([1, name, 5]))
    const other = { netns: 1, name: 'link:e.other' }
    assert.deepEqual(ledger.explainedOf(ref), { delta: 5, explained: 0 })
    assert.equal(ledger.explainedOf(other), undefined)
    assert.deepEqual([ledger.explained(1, name), ledger.explained(1, other.name)], [0, 0])
    for (const { name: asked } of [ref, other])
      assert.equal(ledger.segmentsBeyondDrops(1, asked), 0)
    for (const asked of [ref, other]) assert.equal(ledger.explainedByCause(asked, 'c'), 0)
  })
})
