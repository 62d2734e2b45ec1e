import assert from 'node:assert/strict'
import { isFlat, trendOf, type Sample } from './trend.js'

const minuteMs = 60_000
const hour = (value: (minute: number) => number): readonly Sample[] =>
  Array.from({ length: 61 }, (_, minute) => ({ atMs: minute * minuteMs, value: value(minute) }))
const allowance = { part: 0.1, amount: 8 }

describe('trend of a soak', () => {
  it('is flat for a sawtooth of garbage collection after a steep start', () => {
    const trend = trendOf(
      hour((minute) => (minute < 15 ? 10 * minute : 150 + (minute % 4) * 20)),
      15 * minuteMs,
    )
    assert.ok(trend)
    assert.deepEqual([trend.first, trend.last, trend.max], [150, 150, 210])
    assert.equal(trend.perHour, 0)
    assert.ok(isFlat(trend, allowance))
  })

  it('is not flat for a slow leak below such a sawtooth', () => {
    const trend = trendOf(
      hour((minute) => 150 + minute * 0.5 + (minute % 4) * 20),
      15 * minuteMs,
    )
    assert.ok(trend)
    assert.ok(Math.abs(trend.perHour - 30) < 5, String(trend.perHour))
    assert.equal(isFlat(trend, allowance), false)
  })

  it('is not bent by one outlier, but shows it as the greatest', () => {
    const trend = trendOf(
      hour((minute) => (minute === 40 ? 900 : 20)),
      15 * minuteMs,
    )
    assert.deepEqual(trend, { first: 20, last: 20, max: 900, perHour: 0 })
  })

  it('is unknown with too few samples', () => {
    assert.equal(trendOf(hour(() => 1).slice(0, 8), 0), undefined)
    assert.equal(
      trendOf(
        hour(() => 1),
        61 * minuteMs,
      ),
      undefined,
    )
  })
})
