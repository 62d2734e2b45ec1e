import assert from 'node:assert/strict'
import { sparkLine } from '../../../cli/watch/spark-line.js'

describe('spark line', () => {
  it('shows the newest values, the largest as the highest bar, nothing for zero', () => {
    assert.equal(sparkLine([9, 1, 0, 4, 8], 4), '▁ ▄█')
    assert.equal(sparkLine([1e9, 1], 2), '█▁')
  })

  it('is filled up on the left, and takes nothing', () => {
    assert.equal(sparkLine([3], 3), '  █')
    assert.equal(sparkLine([], 2), '  ')
    assert.equal(sparkLine([1, 2], 0), '')
  })
})
