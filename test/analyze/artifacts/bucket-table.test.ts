import assert from 'node:assert/strict'
import { BucketTable, firstOf, without } from '../../../analyze/artifacts/bucket-table.js'
import type { NumberChunk } from '../../../session/number-columns.js'

interface Row {
  readonly owner: number
  readonly at_ns: number
  readonly drops: number
  readonly bytes: number
}

const row = (owner: number, at_ns: number, drops: number, bytes = 10 * drops): Row => ({
  owner,
  at_ns,
  drops,
  bytes,
})

/** Two rows a chunk. */
const load = (rows: readonly Row[]): Promise<BucketTable> =>
  BucketTable.load(async function* (names): AsyncGenerator<NumberChunk> {
    await Promise.resolve()
    for (let i = 0; i < rows.length; i += 2) {
      const some = rows.slice(i, i + 2)
      const columns = (['owner', ...names] as const).map((name) =>
        Float64Array.from(some.map((each) => each[name])),
      )
      yield { count: some.length, columns }
    }
  })

describe('BucketTable', () => {
  it('keeps the rows of each owner apart', async () => {
    const table = await load([row(7, 0, 3), row(9, 0, 5), row(7, 1e8, 4), row(9, 2e8, 1)])
    assert.deepEqual(table.of(7), { drops: 7, bytes: 70, pairs: Float64Array.of(0, 3, 1e8, 4) })
    assert.deepEqual(table.of(9), { drops: 6, bytes: 60, pairs: Float64Array.of(0, 5, 2e8, 1) })
    assert.ok(table.has(7))
    assert.equal(table.of(8), undefined)
  })

  it('puts rows in order of time, and makes one of those of the same moment', async () => {
    const table = await load([row(1, 3e8, 2), row(1, 0, 5), row(1, 3e8, 11)])
    assert.deepEqual(table.of(1)?.pairs, Float64Array.of(0, 5, 3e8, 13))
  })

  it('parts counts without losing any', async () => {
    const all = (await load([row(1, 0, 5), row(1, 1e8, 7), row(1, 2e8, 1)])).of(1)
    assert.ok(all)
    const first = firstOf(all, 8)
    assert.deepEqual(first, { drops: 8, bytes: 80, pairs: Float64Array.of(0, 5, 1e8, 3) })
    assert.deepEqual(without(all.pairs, [first.pairs]), Float64Array.of(1e8, 4, 2e8, 1))
  })
})
