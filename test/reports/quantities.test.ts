import assert from 'node:assert/strict'
import {
  bytes,
  count,
  duration,
  listed,
  moment,
  percent,
  plural,
  spelled,
} from '../../reports/quantities.js'

describe('quantities', () => {
  it('separates thousands', () => {
    assert.deepEqual([0, 999, 1000, 1234567, -1234, Number.NaN].map(count), [
      '0',
      '999',
      '1,000',
      '1,234,567',
      '-1,234',
      'not known',
    ])
  })
  it('tells one from many', () => {
    assert.equal(plural(1, 'process', 'processes'), '1 process')
    assert.equal(plural(2000, 'packet'), '2,000 packets')
    assert.equal(spelled(5, 'cause'), 'five causes')
    assert.equal(spelled(14, 'cause'), '14 causes')
    assert.equal(listed(['a', 'b', 'c']), 'a, b and c')
  })
  it('never rounds a share up to all or down to nothing', () => {
    assert.equal(percent(999_999, 1_000_000), '>99.9%')
    assert.equal(percent(1, 1_000_000), '<0.1%')
    assert.equal(percent(5, 5), '100%')
    assert.equal(percent(0, 5), '0%')
    assert.equal(percent(0, 0), '0%')
    assert.equal(percent(1, 3), '33.3%')
  })
  it('prints durations, moments and bytes', () => {
    assert.deepEqual([0.25, 250, 3250, 60_000, 125_000, 86_400_000].map(duration), [
      '0.3 ms',
      '250 ms',
      '3.25 s',
      '60 s',
      '2 min 5 s',
      '24 h',
    ])
    assert.equal(moment(12_500, 60_000), '12.5 s')
    assert.equal(moment(185_000, 3_600_000), '3:05 min')
    assert.equal(moment(16_200_000, 86_400_000), '4:30 h')
    assert.deepEqual([1, 1023, 212_992, 14_680_064].map(bytes), [
      '1 byte',
      '1,023 bytes',
      '208 KiB',
      '14 MiB',
    ])
  })
})
