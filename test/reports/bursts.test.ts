import assert from 'node:assert/strict'
import { burstsOf } from '../../reports/bursts.js'

describe('bursts', () => {
  const quiet = new Array<number>(100).fill(1)

  it('finds none where losses are steady, or where there are none', () => {
    assert.deepEqual(burstsOf(quiet, 100), [])
    assert.deepEqual(burstsOf([], 100), [])
    assert.deepEqual(burstsOf([0, 0], 100), [])
  })
  it('finds a stretch far above the mean, with its drops and its time', () => {
    const drops = quiet.map((n, i) => (i >= 40 && i < 43 ? 500 : n))
    assert.deepEqual(burstsOf(drops, 100), [{ fromMs: 4000, toMs: 4300, drops: 1500 }])
  })
  it('joins pieces that are one bin apart, keeps those further apart, in time order', () => {
    const drops = quiet.map((n, i) => ([10, 12, 80].includes(i) ? (i === 80 ? 900 : 300) : n))
    assert.deepEqual(burstsOf(drops, 1), [
      { fromMs: 10, toMs: 13, drops: 601 },
      { fromMs: 80, toMs: 81, drops: 900 },
    ])
  })
  it('keeps the largest eight', () => {
    const drops = Array.from({ length: 2000 }, (_, i) => (i % 100 === 50 ? i : 0))
    assert.deepEqual(
      burstsOf(drops, 1).map((burst) => burst.fromMs),
      [1250, 1350, 1450, 1550, 1650, 1750, 1850, 1950],
    )
  })
})
