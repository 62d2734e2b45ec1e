import assert from 'node:assert/strict'
import { DropRate } from '../../../cli/progress/drop-rate.js'

describe('drop rate', () => {
  it('is the mean of the last two seconds', () => {
    const rate = new DropRate()
    assert.equal(rate.next({ elapsedMs: 0, drops: 0 }), 0)
    assert.equal(rate.next({ elapsedMs: 500, drops: 50 }), 100)
    assert.equal(rate.next({ elapsedMs: 1000, drops: 100 }), 100)
    for (let ms = 1500; ms <= 10_000; ms += 500) rate.next({ elapsedMs: ms, drops: 100 })
    assert.equal(rate.next({ elapsedMs: 10_500, drops: 100 }), 0)
  })

  it('is zero when no time has passed', () => {
    const rate = new DropRate()
    rate.next({ elapsedMs: 5, drops: 0 })
    assert.equal(rate.next({ elapsedMs: 5, drops: 10 }), 0)
  })
})
