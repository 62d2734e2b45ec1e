import assert from 'node:assert/strict'
import { spreadOf, spreadText } from '../../bench/spread.js'

describe('spread of several runs', () => {
  it('has the middle of an odd number', () => {
    assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3 })
  })

  it('has the mean of the two middle ones of an even number', () => {
    assert.equal(spreadOf([4, 1, 2, 3]).median, 2.5)
  })

  it('sorts as numbers', () => {
    assert.deepEqual(spreadOf([10, 9, 100]), { median: 10, min: 9, max: 100 })
  })

  it('refuses to speak of nothing', () => {
    assert.throws(() => spreadOf([]), /no values/)
  })

  it('reads as median, least, greatest', () => {
    assert.equal(spreadText({ median: 2, min: 1, max: 3.25 }, 1), '2.0 (1.0–3.3)')
  })
})
