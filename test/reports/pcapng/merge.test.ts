import assert from 'node:assert/strict'
import { mergedByTime } from '../../../reports/pcapng/merge.js'

async function* sequence(...values: readonly number[]): AsyncGenerator<number> {
  for (const value of values) yield await Promise.resolve(value)
}

async function merged(...sequences: readonly AsyncIterable<number>[]): Promise<number[]> {
  const all: number[] = []
  for await (const value of mergedByTime(sequences, (n) => Math.floor(n))) all.push(value)
  return all
}

describe('merge by time', () => {
  it('keeps every element, in order, the earlier sequence first', async () => {
    const all = await merged(sequence(1.1, 3.1, 3.2), sequence(), sequence(1.2, 2.1, 9.1))
    assert.deepEqual(all, [1.1, 1.2, 2.1, 3.1, 3.2, 9.1])
    assert.deepEqual(await merged(), [])
  })
})
