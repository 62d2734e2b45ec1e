import assert from 'node:assert/strict'
import { Stride } from '../../../capture/counters/stride.js'

describe('Stride', () => {
  it('grows at once, and shrinks only after it has long been wider than needed', () => {
    const stride = new Stride()
    assert.equal(stride.take(7), true)
    assert.equal(stride.rounds, 7)
    for (let i = 1; i < 40; i += 1) assert.equal(stride.take(i === 5 ? 3 : 2), false)
    assert.equal(stride.take(2), true)
    assert.equal(stride.rounds, 3, 'the most that was needed meanwhile')
    assert.equal(stride.widest, 7)
  })

  it('does not waver with a cost that wavers', () => {
    const stride = new Stride()
    stride.take(4)
    for (let i = 0; i < 200; i += 1) assert.equal(stride.take(i % 10 === 0 ? 4 : 3), false)
    assert.equal(stride.rounds, 4)
  })

  it('is never below 1', () => {
    const stride = new Stride()
    assert.equal(stride.take(0), false)
    assert.equal(stride.rounds, 1)
  })
})
