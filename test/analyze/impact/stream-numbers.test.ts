import assert from 'node:assert/strict'
import { StreamNumbers } from '../../../analyze/impact/stream-numbers.js'

describe('stream numbers', () => {
  it('tell flows and interfaces apart, whichever was looked up last', () => {
    const streams = new StreamNumbers(10)
    const asked = [
      [7, 0],
      [7, 1],
      [3, 0],
      [7, 0],
      [7, 1],
      [3, 1],
      [3, 0],
    ] as const
    assert.deepEqual(
      asked.map(([flow, point]) => streams.of(flow, point)),
      [0, 1, 2, 0, 1, 3, 2],
    )
    assert.deepEqual([streams.flow(1), streams.point(1)], [7, 1])
  })

  it('are none where there is no room, and those known stay', () => {
    const streams = new StreamNumbers(1)
    assert.deepEqual([streams.of(5, 0), streams.of(5, 1), streams.of(5, 0)], [0, -1, 0])
  })
})
