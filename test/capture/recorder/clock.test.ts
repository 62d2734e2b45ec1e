import assert from 'node:assert/strict'
import { RecorderClock, type ClockReadings } from '../../../capture/recorder/clock.js'
import { sampleClock } from '../../../capture/recorder/clock-watch.js'
import { HeldRows } from '../../../capture/recorder/held-rows.js'
import type { Row, TableName } from '../../../session/tables.js'

const second = 1_000_000_000n
const wallStart = 1_763_800_000n * second + 123_456_789n

/** Clocks that move by hand. */
class HandClocks implements ClockReadings {
  monotonic = 5_000n * second
  offset = wallStart - 5_000n * second
  monotonicNs = (): bigint => this.monotonic
  realtimeNs = (): bigint => this.monotonic + this.offset
}

describe('recorder clock', () => {
  it('counts from the start and converts wall-clock stamps exactly', () => {
    const clocks = new HandClocks()
    const clock = new RecorderClock(clocks)
    clocks.monotonic += 90n * 24n * 3600n * second + 7n
    assert.equal(clock.now(), 90 * 24 * 3600 * 1e9 + 7)
    assert.equal(clock.fromWall(1_763_800_000, 123_456_789), 0)
    assert.equal(clock.fromWall(1_763_800_002, 0), 2e9 - 123_456_789)
    assert.equal(clock.startedAtMs, 1_763_800_000_123)
  })

  it('follows the wall clock when it is set, in either direction', () => {
    for (const stepMs of [3_600_000, -3_600_000, 51, -51]) {
      const clocks = new HandClocks()
      const clock = new RecorderClock(clocks)
      clocks.monotonic += second
      clocks.offset += BigInt(stepMs) * 1_000_000n
      const { row, stepMs: seen } = clock.sample()
      assert.equal(seen, stepMs)
      assert.equal(row.at_ns, 1e9)
      assert.equal(clock.fromWall(row.wall_s, row.wall_ns), 1e9)
      assert.equal(clock.sample().stepMs, 0)
    }
  })

  it('writes an event for a step but not for slewing', () => {
    const clocks = new HandClocks()
    const clock = new RecorderClock(clocks)
    const rows: { table: TableName; row: unknown }[] = []
    const sink = {
      add: <N extends TableName>(table: N, added: readonly Row<N>[]): void => {
        for (const row of added) rows.push({ table, row })
      },
    }
    clocks.monotonic += second
    clocks.offset += 500_000n
    sampleClock(clock, sink)
    assert.deepEqual(
      rows.map(({ table }) => table),
      ['clock'],
    )
    clocks.monotonic += second
    clocks.offset -= 2n * second
    sampleClock(clock, sink)
    assert.deepEqual(
      rows.map(({ table }) => table),
      ['clock', 'clock', 'event'],
    )
    assert.match((rows[2]?.row as Row<'event'>).text, /set back by 2000 ms/)
  })

  it('takes the reading that was least disturbed', () => {
    const clocks = new HandClocks()
    const clock = new RecorderClock(clocks)
    let calls = 0
    clocks.realtimeNs = () => {
      calls += 1
      const wall = clocks.monotonic + clocks.offset
      // Preempted for 10 ms after the first reading of the wall clock.
      if (calls === 1) clocks.monotonic += 10_000_000n
      return wall
    }
    assert.equal(clock.sample().stepMs, 0)
  })
})

describe('held rows', () => {
  it('hands rows over in order, then passes them on', () => {
    const seen: string[] = []
    const sink = {
      add: <N extends TableName>(table: N, rows: readonly Row<N>[]): void => {
        seen.push(`${table} ${rows.length}`)
      },
    }
    const passing: string[] = []
    const held = new HeldRows({
      started: () => undefined,
      progress: () => undefined,
      warning: () => undefined,
      rows: (table) => passing.push(table),
    })
    held.add('clock', [{ at_ns: 1, wall_s: 1, wall_ns: 1 }])
    held.add('event', [])
    assert.deepEqual(seen, [])
    assert.deepEqual(passing, ['clock', 'event'])
    held.release(sink)
    held.add('stack', [{ id: 1, frames: '[]' }])
    assert.deepEqual(seen, ['clock 1', 'event 0', 'stack 1'])
  })
})
