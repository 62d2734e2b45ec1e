import assert from 'node:assert/strict'
import { ReadingPace, type RoundCost } from '../../../capture/counters/reading-pace.js'

const host = 1

function after(rounds: number, cost: RoundCost, pace = new ReadingPace(250)): ReadingPace {
  for (let i = 0; i < rounds; i += 1) pace.spent(cost)
  return pace
}

function roundsRead(pace: ReadingPace, netns: number, every: number, rounds: number): number {
  let read = 0
  for (let round = 1; round <= rounds; round += 1) if (pace.due(round, netns, every)) read += 1
  return read
}

const cost = (ownMs: number, othersMs: number, others: number, othersThere = others) => ({
  ownUs: ownMs * 1000,
  othersUs: othersMs * 1000,
  others,
  othersThere,
})

describe('ReadingPace', () => {
  it('reads every namespace in every round while that is cheap', () => {
    const pace = after(100, cost(0.75, 1.5, 4))
    assert.deepEqual([pace.own.rounds, pace.others.rounds], [1, 1])
    assert.equal(roundsRead(pace, 7, 1, 40), 40)
    assert.equal(roundsRead(pace, 7, 20, 40), 2)
  })

  it('keeps to 1 % of a CPU with many namespaces, and reads the own one in every round', () => {
    const pace = after(100, cost(1, 100, 200))
    assert.equal(pace.own.rounds, 1)
    assert.equal(pace.others.rounds, 67, '100 ms in portions of 1.5 ms, of the 2.5 ms in 250')
    assert.equal(roundsRead(pace, host, 1, 670), 670)
    assert.equal(roundsRead(pace, 7, 1, 670), 10)
  })

  it('knows the cost of all from those that were read', () => {
    const pace = after(100, cost(1, 1.5, 3, 200))
    assert.equal(pace.others.rounds, 67)
    assert.equal(pace.allUs(200), 101_000)
  })

  it('reads the own one less often too where that alone is too much', () => {
    const pace = after(100, cost(15, 0, 0, 0))
    assert.equal(pace.own.rounds, 6, '15 ms in portions of 2.5 ms')
    const shared = after(100, cost(15, 50, 100))
    assert.deepEqual([shared.own.rounds, shared.others.rounds], [12, 40], 'half each')
  })

  it('lets the first rounds be dear, and goes back when there is less to read', () => {
    const pace = after(10, cost(6, 6, 3))
    assert.deepEqual([pace.own.rounds, pace.others.rounds], [1, 1])
    assert.equal(after(1, cost(1, 100, 200)).others.rounds, 67, 'that is not for want of warmth')
    after(50, cost(1, 100, 200), pace)
    assert.ok(pace.others.rounds > 60)
    after(200, cost(1, 0.5, 1), pace)
    assert.equal(pace.others.rounds, 1)
    assert.ok(pace.others.widest > 60)
  })

  it('spreads what is due', () => {
    const pace = after(100, cost(1, 12, 8))
    assert.equal(pace.others.rounds, 8)
    const inOneRound = [2, 3, 4, 5, 6, 7, 8, 9].filter((netns) => pace.due(1, netns, 1)).length
    assert.equal(inOneRound, 1)
  })
})
