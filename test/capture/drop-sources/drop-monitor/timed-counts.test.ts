import assert from 'node:assert/strict'
import { TimedCounts } from '../../../../capture/drop-sources/drop-monitor/timed-counts.js'

function counts(bucketNs = 100): { told: number[][]; counts: TimedCounts } {
  const told: number[][] = []
  return { told, counts: new TimedCounts(bucketNs, (...row) => told.push(row)) }
}

describe('timed counts', () => {
  it('sorts events that come out of order into their buckets', () => {
    const { told, counts: timed } = counts()
    timed.add(1, 150, 1, 10)
    timed.add(1, 250, 2, 20)
    timed.add(1, 199, 4, 40)
    timed.add(2, 100, 8, 80)
    timed.closeUntil(200)
    assert.deepEqual(told, [
      [1, 100, 5, 50],
      [2, 100, 8, 80],
    ])
    timed.flush()
    assert.deepEqual(told.at(-1), [1, 200, 2, 20])
  })

  it('never tells a bucket twice', () => {
    const { told, counts: timed } = counts()
    timed.add(1, 150, 1, 1)
    timed.closeUntil(250)
    timed.add(1, 150, 2, 2)
    timed.flush()
    timed.add(1, 0, 4, 4)
    timed.flush()
    assert.deepEqual(told, [
      [1, 100, 1, 1],
      [1, 200, 2, 2],
      [1, 300, 4, 4],
    ])
  })

  it('goes over to longer buckets without meeting one that was told', () => {
    const { told, counts: timed } = counts()
    timed.add(1, 1050, 1, 1)
    timed.setBucket(1000)
    timed.add(1, 1080, 2, 2)
    timed.add(1, 2500, 4, 4)
    timed.flush()
    assert.deepEqual(told, [
      [1, 1000, 1, 1],
      [1, 1100, 2, 2],
      [1, 2000, 4, 4],
    ])
  })
})
