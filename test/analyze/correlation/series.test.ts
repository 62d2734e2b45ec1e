import assert from 'node:assert/strict'
import { binned, spreadGains, windowOf } from '../../../analyze/correlation/series.js'

const second = 1e9
const pairs = (...numbers: readonly number[]): Float64Array => Float64Array.from(numbers)

describe('time series of a recording', () => {
  it('sums drops by 100 ms and leaves out what lies outside', () => {
    const window = windowOf(second, 2 * second, [])
    assert.deepEqual(window, { fromNs: second, bins: 10 })
    const series = binned([pairs(0.9e9, 5, 1e9, 1, 1.05e9, 2), pairs(1.95e9, 7, 2e9, 9)], window)
    assert.deepEqual([...series], [3, 0, 0, 0, 0, 0, 0, 0, 0, 7])
  })

  it('takes the two minutes with most drops of a long recording', () => {
    const window = windowOf(0, 1000 * second, [pairs(5 * second, 10, 500 * second, 99)])
    assert.equal(window.bins, 1200)
    assert.ok(window.fromNs <= 500 * second && 500 * second < window.fromNs + 120 * second)
  })

  it('spreads what a counter gained over the time since it was read before', () => {
    const window = { fromNs: 0, bins: 6 }
    const gained = spreadGains(pairs(500e6, 30), [200e6, 500e6], window)
    assert.deepEqual([...gained], [0, 0, 10, 10, 10, 0])
  })

  it('does not spread over a pause in which nothing moved', () => {
    const gained = spreadGains(pairs(5e9, 20), [0, 5e9], { fromNs: 0, bins: 60 })
    assert.equal(gained.filter((n) => n > 0).length, 10)
    assert.equal(Math.round(gained.reduce((sum, n) => sum + n, 0)), 20)
  })
})
