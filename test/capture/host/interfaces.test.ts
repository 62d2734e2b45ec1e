import assert from 'node:assert/strict'
import { InterfaceTable } from '../../../capture/host/interfaces.js'
import { CollectedRows } from './collected-rows.js'

const netns = 3
const ifindex = 5000

/** A table that was told of drops; rows replace each other as in a session. */
function tableAfter(...met: readonly (readonly [name: string, atNs: number])[]) {
  const rows = new CollectedRows()
  const clock = { now: () => 9000, startMonotonicNs: 0n, fromWall: () => 0 }
  const table = new InterfaceTable(rows, clock)
  for (const [name, atNs] of met) table.met(netns, ifindex, name, atNs)
  const spans = () => {
    const newest = new Map(rows.of('interface').map((row) => [row.from_ns, row]))
    return [...newest.values()]
      .sort((a, b) => a.from_ns - b.from_ns)
      .map(({ name, from_ns, to_ns }) => [name, from_ns, to_ns])
  }
  return { table, rows, spans }
}

describe('interfaces that are known from their drops', () => {
  it('have rows, one after the other', () => {
    const { spans, table, rows } = tableAfter(['red', 100], ['blue', 200])
    assert.deepEqual(spans(), [
      ['red', 100, 199],
      ['blue', 200, null],
    ])
    assert.equal(table.name(netns, ifindex), 'blue')
    assert.ok(rows.of('interface').every(({ kind }) => kind === 'unlisted'))
  })

  it('stay one when they drop again', () => {
    assert.deepEqual(tableAfter(['red', 100], ['red', 150], ['red', 90]).spans(), [
      ['red', 90, 99],
      ['red', 100, null],
    ])
  })

  it('come back under the number they had', () => {
    const { spans } = tableAfter(['red', 100], ['blue', 200], ['red', 300])
    assert.deepEqual(
      spans().map(([name]) => name),
      ['red', 'blue', 'red'],
    )
  })

  it('are put between others when they are told of late', () => {
    const { spans, table } = tableAfter(['red', 100], ['green', 300], ['blue', 200])
    assert.deepEqual(spans(), [
      ['red', 100, 199],
      ['blue', 200, 299],
      ['green', 300, null],
    ])
    assert.equal(table.name(netns, ifindex), 'green')
  })

  it('take the moment of a count that was read late or is told by buckets', () => {
    const { table } = tableAfter(['red', 100], ['blue', 200], ['green', 300])
    const whileHeld = (name: string, atNs: number) => table.whileHeld(netns, ifindex, name, atNs)
    assert.equal(whileHeld('blue', 250), 250)
    assert.equal(whileHeld('blue', 150), 200)
    assert.equal(whileHeld('blue', 400), 299)
    assert.equal(whileHeld('green', 290), 300)
    assert.equal(whileHeld('green', 1e9), 1e9)
    assert.equal(whileHeld('never seen', 250), 250)
  })

  it('end with their namespace', () => {
    const { table, spans } = tableAfter(['red', 100])
    table.forget(netns)
    assert.deepEqual(spans(), [['red', 100, 9000]])
  })
})
