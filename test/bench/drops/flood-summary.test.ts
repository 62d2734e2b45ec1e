import assert from 'node:assert/strict'
import { summarise } from '../../../bench/drops/flood-summary.js'
import { floodNames, type Flooded, type FloodName } from '../../../bench/drops/floods.js'
import type { ToolRun } from '../../../bench/drops/measure-in-turn.js'

describe('summary of floods', () => {
  const bare = run({ tool: 'none', floods: each(2_000), known: undefined, cost: undefined })
  const watched = run({ tool: 'x', floods: each(3_000), known: { counted: 4_998, details: 500 } })

  it('compares the flooder’s CPU time with that of no tool attached', () => {
    const [none, tool] = summarise([bare, watched])
    assert(none && tool)
    for (const name of floodNames) {
      assert.equal(none.slowDown[name].median, 1)
      assert.equal(tool.slowDown[name].median, 1.5)
    }
    assert.equal(tool.addedNs.median, 1)
  })

  it('tells how far off the count was, in either direction, and how much was told one by one', () => {
    const more = run({ tool: 'x', known: { counted: 5_004, details: 1_000 } })
    const [, tool] = summarise([bare, watched, more])
    assert.deepEqual(tool?.error, { median: 1, min: -2, max: 4 })
    assert.deepEqual(tool.detailsPercent, { median: 15, min: 10, max: 20 })
  })

  it('has no count and no cost where no tool ran', () => {
    const [none] = summarise([bare])
    assert.deepEqual(
      [none?.error, none?.cpuSeconds, none?.peakRssMb],
      [undefined, undefined, undefined],
    )
  })
})

function each(cpuNs: number): Record<FloodName, Flooded> {
  const flooded = { sent: 1_000, wallNs: 1e9, cpuNs }
  return Object.fromEntries(floodNames.map((name) => [name, flooded])) as Record<FloodName, Flooded>
}

function run(changes: Partial<ToolRun>): ToolRun {
  return {
    tool: 'x',
    floods: each(3_000),
    sent: 5_000,
    known: { counted: 5_000, details: 0 },
    cost: { cpuNs: 5e8, peakRssKb: 2_048 },
    steady: { cpuMs: 50, wallMs: 1_000 },
    kernelNsPerDrop: 200,
    ...changes,
  }
}
