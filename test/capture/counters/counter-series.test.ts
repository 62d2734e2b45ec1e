import assert from 'node:assert/strict'
import { CounterSeries, noRows, type Origin } from '../../../capture/counters/counter-series.js'
import type { CounterReading } from '../../../capture/source.js'

const oldHost: Origin = { netnsCreated: false, interfaceBeganAtZero: () => false }
const created: Origin = { netnsCreated: true, interfaceBeganAtZero: () => true }

function series(): CounterSeries {
  let id = 0
  return new CounterSeries(3, 'test', () => (id += 1))
}

function observe(
  into: CounterSeries,
  readings: readonly CounterReading[],
  origin = oldHost,
): ReturnType<typeof noRows> {
  const rows = noRows()
  into.observe(readings, 5, origin, rows)
  return rows
}

describe('CounterSeries', () => {
  it('stores the first value of each counter and then changes only', () => {
    const it = series()
    const first = observe(it, [
      { name: 'a', value: 0 },
      { name: 'b', value: 7, gauge: true },
    ])
    assert.deepEqual(
      first.counters.map(({ id, netns, name, gauge, born }) => ({ id, netns, name, gauge, born })),
      [
        { id: 1, netns: 3, name: 'a', gauge: 0, born: 0 },
        { id: 2, netns: 3, name: 'b', gauge: 1, born: 0 },
      ],
    )
    assert.deepEqual(first.changes, [
      { counter: 1, at_ns: 5, value: 0 },
      { counter: 2, at_ns: 5, value: 7 },
    ])
    const second = observe(it, [
      { name: 'a', value: 1 },
      { name: 'b', value: 7, gauge: true },
    ])
    assert.deepEqual(second.counters, [])
    assert.deepEqual(second.changes, [{ counter: 1, at_ns: 5, value: 1 }])
    assert.equal(second.values, 2)
  })

  it('finds counters again in any order, and keeps those that are gone', () => {
    const it = series()
    observe(it, [
      { name: 'a', value: 1 },
      { name: 'b', value: 2 },
      { name: 'c', value: 3 },
    ])
    assert.deepEqual(observe(it, [{ name: 'c', value: 3 }]).changes, [])
    const back = observe(it, [
      { name: 'b', value: 2 },
      { name: 'a', value: 9 },
    ])
    assert.deepEqual(back.counters, [])
    assert.deepEqual(back.changes, [{ counter: 1, at_ns: 5, value: 9 }])
  })

  it('stores a value that goes back as it is', () => {
    const it = series()
    observe(it, [{ name: 'a', value: 100 }])
    assert.equal(observe(it, [{ name: 'a', value: 4 }]).changes[0]?.value, 4)
  })

  it('takes what a later reading finds first for born', () => {
    const it = series()
    observe(it, [{ name: 'udp:1.drops', value: 5 }])
    const later = observe(it, [
      { name: 'udp:1.drops', value: 5 },
      { name: 'udp:2.drops', value: 13 },
      { name: 'level', value: 1, gauge: true },
    ])
    assert.deepEqual(
      later.counters.map(({ born }) => born),
      [1, 0],
    )
  })

  it('takes all of a namespace made during the recording for born', () => {
    assert.equal(observe(series(), [{ name: 'a', value: 4 }], created).counters[0]?.born, 1)
  })

  it('keeps an interface made anew under the same name apart', () => {
    const it = series()
    observe(it, [{ name: 'dev:v0.rx_drop', value: 50, ifindex: 4 }])
    const rows = observe(it, [{ name: 'dev:v0.rx_drop', value: 2, ifindex: 9 }], created)
    assert.deepEqual(
      rows.counters.map(({ ifindex, born }) => ({ ifindex, born })),
      [{ ifindex: 9, born: 1 }],
    )
  })

  it('takes a new qdisc of an interface known before for born, but not those of one that was moved here', () => {
    const it = series()
    observe(it, [{ name: 'qdisc:eth0/0:.drops', value: 50, ifindex: 4 }])
    const moved = observe(it, [
      { name: 'qdisc:eth7/0:.drops', value: 80, ifindex: 7 },
      { name: 'qdisc:eth7/1:.drops', value: 90, ifindex: 7 },
    ])
    assert.deepEqual(
      moved.counters.map(({ born }) => born),
      [0, 0],
    )
    const replaced = observe(it, [{ name: 'qdisc:eth0/8001:.drops', value: 17, ifindex: 4 }])
    assert.deepEqual(
      replaced.counters.map(({ born }) => born),
      [1],
    )
  })
})
