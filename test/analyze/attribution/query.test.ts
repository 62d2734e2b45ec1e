import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CounterGain } from '../../../analyze/artifacts/counter-gain.js'
import { counterGainQuery } from '../../../analyze/attribution/query.js'
import { SessionReader } from '../../../session/reader.js'
import { SessionWriter } from '../../../session/writer.js'
import { Random } from '../../fuzz/random.js'

const counters = 200
const readings = 12

/** Values that rise, stay, fall a little, begin anew, wrap, or lie below zero as an unsigned number prints it. */
function valuesOf(random: Random): readonly number[] {
  let value = random.pick([0, 7, 1500, 1_000_000_000, 2 ** 32 + 500, 3 * 2 ** 32])
  return Array.from({ length: readings }, () => {
    const next = [value + random.below(50), value, value - random.below(20), random.below(9)]
    if (value >= 2 ** 32) next.push(value - 2 ** 32 + random.below(50))
    value = Math.max(0, random.pick(next))
    return random.below(15) === 0 ? 2 ** 64 : value
  })
}

describe('the query of what a counter gained', () => {
  it('shows what the analysis counts, also where the counter was corrected or began anew', async () => {
    const random = new Random(20_090_304)
    const cases = Array.from({ length: counters }, (_, id) => ({
      ...{ id: id + 1, born: id % 2, values: valuesOf(random) },
    }))
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-gain-'))
    try {
      const path = join(folder, 'session.db')
      const writer = await SessionWriter.create(path, { overwrite: false })
      for (const { id, born, values } of cases) {
        const of = { netns: null, source: 'x', ifindex: null, gauge: 0 }
        writer.add('counter', [{ id, born, name: `c${id}`, ...of }])
        writer.add(
          'counter_change',
          values.map((value, i) => ({ counter: id, at_ns: i, value })),
        )
      }
      await writer.close()
      const reader = await SessionReader.open(path)
      try {
        for (const { id, born, values } of cases) {
          const gain = new CounterGain({ born: born === 1, gauge: false })
          for (const value of values) gain.take(value)
          const [row] = await reader.query(counterGainQuery(null, `c${id}`))
          assert.equal(row?.['gained'], gain.delta, `${born}: ${values.join()}`)
        }
      } finally {
        await reader.close()
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
