import assert from 'node:assert/strict'
import {
  formatDuration,
  intervalRange,
  parseDurationMs,
  recordDurationRange,
} from '../../../cli/options/duration.js'

const parse = (text: string) => parseDurationMs('--duration', text, recordDurationRange)

describe('duration', () => {
  for (const [text, durationMs] of [
    ['500ms', 500],
    ['60s', 60_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1.5s', 1500],
    ['24d', 2_073_600_000],
  ] as const) {
    it(`takes ${text}`, () => {
      assert.equal(parse(text), durationMs)
    })
  }

  for (const text of ['', '60', 's', '-5s', '60 s', '1e3s', '60S', '5sec', '0s', '25d', '٣s']) {
    it(`refuses '${text}'`, () => {
      assert.throws(() => parse(text), { name: 'DropcorrError', exitCode: 2 })
    })
  }

  it('stays below what a timer of Node.js can hold', () => {
    assert.ok(recordDurationRange.toMs < 2 ** 31)
  })

  it('names the limits and suggests the nearest one', () => {
    assert.throws(() => parseDurationMs('--interval', '1ms', intervalRange), {
      why: 'it must be between 10ms and 1m',
      hint: '--interval 10ms',
    })
  })

  it('is printed in the largest unit that divides it', () => {
    assert.deepEqual([1, 1500, 60_000, 90_000, 86_400_000].map(formatDuration), [
      '1ms',
      '1500ms',
      '1m',
      '90s',
      '1d',
    ])
  })
})
