import assert from 'node:assert/strict'
import { progressText, startText } from '../../../cli/progress/progress-text.js'
import { recordOptions } from '../../../cli/options/record-options.js'

const progress = {
  elapsedMs: 12_340,
  drops: 41_207,
  topSite: 'udp_queue_rcv_one_skb',
  packets: 1,
  ownLosses: 0,
}

describe('progress text', () => {
  it('tells time, drops, rate, top site and packets', () => {
    assert.equal(
      progressText(progress, 3411.6, 60_000),
      '12 s of 60 s · 41,207 drops (3,412/s) · most at udp_queue_rcv_one_skb · 1 packet',
    )
  })

  it('tells own losses when there are any', () => {
    assert.match(progressText({ ...progress, ownLosses: 1500 }, 0, undefined), /own losses 1,500$/)
  })

  it('sends no control characters of a module name to the terminal', () => {
    const text = progressText({ ...progress, topSite: 'a\u001b[2Jb' }, 0, undefined)
    assert.equal(text.includes('\u001b'), false)
  })

  it('says where the recording goes and when it ends', () => {
    const flags = {
      out: 'x.db',
      source: 'auto',
      alertMode: 'packet',
      packets: true,
      snapLength: '128',
      interval: '1s',
    }
    const start = (duration?: string, command?: string[]) =>
      startText(recordOptions({ ...flags, ...(duration ? { duration } : {}) }, [], command))
    assert.equal(start('2s'), 'recording to x.db for 2 s')
    assert.equal(start(), 'recording to x.db until Ctrl-C')
    assert.equal(start(undefined, ['ping', '::1']), 'recording to x.db while ping ::1 runs')
  })
})
