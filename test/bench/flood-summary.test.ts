import assert from 'node:assert/strict'
import type { FloodRun } from '../../bench/drop-flood.js'
import { summarise } from '../../bench/flood-summary.js'

describe('summary of floods', () => {
  const bare = run({ tool: 'none', floodCpuNs: 2_000, counted: undefined, cost: undefined })
  const watched = run({ tool: 'x', floodCpuNs: 3_000, counted: 998 })

  it('compares the flooder’s CPU time with that of no tool attached', () => {
    const [none, tool] = summarise([bare, watched])
    assert(none && tool)
    assert.equal(none.slowDown, 1)
    assert.equal(tool.slowDown, 1.5)
    assert.equal(tool.nsPerDrop.median, 3)
  })

  it('tells how far off the count was, in either direction', () => {
    const [, tool] = summarise([bare, watched, run({ tool: 'x', counted: 1_004 })])
    assert.deepEqual(tool?.error, { median: 1, min: -2, max: 4 })
  })

  it('has no count and no cost where no tool ran', () => {
    const [none] = summarise([bare])
    assert.deepEqual(
      [none?.error, none?.cpuSeconds, none?.peakRssMb],
      [undefined, undefined, undefined],
    )
  })
})

function run(changes: Partial<FloodRun>): FloodRun {
  return {
    tool: 'x',
    sent: 1_000,
    wallNs: 1e9,
    floodCpuNs: 3_000,
    counted: 1_000,
    cost: { cpuNs: 5e8, peakRssKb: 2_048 },
    ...changes,
  }
}
