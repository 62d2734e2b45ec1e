import assert from 'node:assert/strict'
import { ReadingPace } from '../../../capture/counters/reading-pace.js'

const host = 1

function roundsRead(pace: ReadingPace, netns: number, every: number, rounds: number): number {
  let read = 0
  for (let round = 1; round <= rounds; round += 1) if (pace.due(round, netns, every)) read += 1
  return read
}

describe('ReadingPace', () => {
  it('reads every namespace in every round while that is cheap', () => {
    const pace = new ReadingPace(250)
    pace.spent(5_000, 5, 5)
    assert.equal(pace.stride, 1)
    assert.equal(roundsRead(pace, 7, 1, 40), 40)
    assert.equal(roundsRead(pace, 7, 20, 40), 2)
  })

  it('keeps to a tenth of the interval with many namespaces, and never slows down the own one', () => {
    const pace = new ReadingPace(250)
    pace.spent(200_000, 200, 200)
    assert.equal(pace.stride, 8, '200 ms in portions of 25 ms')
    assert.equal(roundsRead(pace, 7, 1, 40), 5)
    assert.equal(roundsRead(pace, host, 1, 40), 40)
    for (let i = 0; i < 50; i += 1) pace.spent(2_000, 25, 25)
    assert.equal(pace.stride, 1)
    assert.equal(pace.widestStride, 8)
  })

  it('spreads what is due', () => {
    const pace = new ReadingPace(250)
    const inOneRound = [2, 3, 4, 5, 6, 7, 8, 9].filter((netns) => pace.due(1, netns, 8)).length
    assert.equal(inOneRound, 1)
  })
})
