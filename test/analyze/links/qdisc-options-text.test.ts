import assert from 'node:assert/strict'
import { optionsText } from '../../../analyze/links/qdisc-options-text.js'

const text = (options: unknown): string => optionsText({ options: JSON.stringify(options) })

describe('options of a qdisc', () => {
  it('are printed with their units, exactly', () => {
    assert.equal(
      text({ rateBitsPerSecond: 16_000_000, limitBytes: 40_960, burstBytes: 32_769 }),
      'rate 16 Mbit/s, limit 40 KiB, burst 32,769 bytes',
    )
    assert.equal(
      text({ limitPackets: 1000, lossPercent: 0.5, delayUs: 20_000, peakRateBitsPerSecond: 8 }),
      'limit 1,000 packets, loss 0.5%, delay 20,000 µs, peak rate 8 bit/s',
    )
    assert.equal(text({ rateBitsPerSecond: 1_234_567 }), 'rate 1,234.567 kbit/s')
  })

  it('stay as they are where their unit is not known', () => {
    assert.equal(text({ ecn: true, bands: 3, priomap: [1, 2] }), 'ecn true, bands 3, priomap [1,2]')
    assert.equal(text(null), '')
  })
})
