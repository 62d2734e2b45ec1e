import assert from 'node:assert/strict'
import { CounterReadings } from '../../../analyze/artifacts/counter-readings.js'
import type { Row } from '../../../session/tables.js'

const name = 'snmp:Udp.NoPorts'
const counter = (id: number, over: Partial<Row<'counter'>> = {}): Row<'counter'> => ({
  ...{ id, netns: 1, source: 'snmp', name, ifindex: null, gauge: 0, born: 0 },
  ...over,
})

const read = (row: Row<'counter'>, ...readings: readonly (readonly [number, number])[]) => {
  const all = new CounterReadings([row], { fromNs: 0, toNs: 1000 })
  const moved = readings.map(([atNs, value]) => all.take(row.id, atNs, value))
  return { all, moved, fact: all.facts()[0] }
}

describe('readings of counters', () => {
  it('gain nothing by the first one, and what the second has more', () => {
    const { fact, moved } = read(counter(7), [10, 500], [20, 523])
    assert.deepEqual(moved, [false, true])
    assert.deepEqual([fact?.delta, fact?.fromNs, fact?.toNs], [23, 20, 20])
    assert.deepEqual([...(fact?.steps ?? [])], [20, 23])
  })

  it('gain all of the first one where the object was made meanwhile', () => {
    const { fact, moved } = read(counter(7, { born: 1 }), [10, 31])
    assert.deepEqual([fact?.delta, fact?.fromNs, moved], [31, 10, [true]])
  })

  it('are none, or one, of a counter that did not move: it is there all the same', () => {
    for (const { fact } of [read(counter(7)), read(counter(7), [10, 500])])
      assert.deepEqual([fact?.name, fact?.delta, fact?.toNs, fact?.steps.length], [name, 0, 0, 0])
  })

  it('are told where they come in another order, the first one included, and taken anew', () => {
    const { all } = read(counter(7), [20, 523], [10, 500])
    assert.deepEqual(all.disordered(), [7])
    all.takeAnew(7, [
      { counter: 7, at_ns: 10, value: 500 },
      { counter: 7, at_ns: 20, value: 523 },
    ])
    assert.deepEqual(all.disordered(), [])
    assert.equal(all.facts()[0]?.delta, 23)
  })

  it('of a counter that is not there are left out', () => {
    const { all } = read(counter(7))
    assert.equal(all.take(8, 10, 5), false)
    assert.deepEqual([all.facts().length, all.facts()[0]?.delta], [1, 0])
  })

  it('of a level go down too', () => {
    const { fact } = read(counter(7, { gauge: 1 }), [10, 9], [20, 4], [30, 6])
    assert.equal(fact?.delta, -3)
  })

  it('at the edge of the books are told apart', () => {
    const { fact } = read(counter(7), [10, 0], [20, 5], [1000, 8])
    assert.deepEqual([fact?.delta, fact?.edge], [8, 3])
  })
})
