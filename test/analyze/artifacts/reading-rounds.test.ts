import assert from 'node:assert/strict'
import { ReadingRounds } from '../../../analyze/artifacts/reading-rounds.js'

function roundsOf(...times: readonly number[]): readonly number[] {
  const rounds = new ReadingRounds()
  for (const time of times) rounds.add(time)
  return rounds.all()
}

describe('rounds of readings', () => {
  it('takes readings within 50 ms for one', () => {
    assert.deepEqual(roundsOf(100e6, 100e6, 104e6, 350e6, 400e6, 401e6), [100e6, 350e6, 401e6])
  })

  it('puts rounds that were stored out of order in order', () => {
    assert.deepEqual(roundsOf(600e6, 601e6, 100e6, 350e6, 620e6), [100e6, 350e6, 600e6])
  })
})
