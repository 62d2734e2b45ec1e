import assert from 'node:assert/strict'
import { LiveProgress } from '../../../cli/progress/live-progress.js'
import { recordOptions } from '../../../cli/options/record-options.js'
import type { Terminal } from '../../../cli/terminal.js'

const options = recordOptions(
  {
    out: 'x.db',
    source: 'auto',
    alertMode: 'packet',
    packets: true,
    snapLength: '128',
    interval: '1s',
  },
  [],
  undefined,
)
const at = (elapsedMs: number) => ({
  elapsedMs,
  drops: 0,
  topSite: 'udp_queue_rcv_one_skb',
  packets: 0,
  ownLosses: 0,
})

describe('live progress', () => {
  function written(use: (progress: LiveProgress) => void): string {
    let text = ''
    const terminal: Terminal = {
      out: () => assert.fail('progress is no data'),
      err: (more) => (text += more),
      outIsTty: false,
      errIsTty: true,
      errColumns: 30,
      color: false,
    }
    use(new LiveProgress(options, terminal))
    return text
  }

  it('rewrites one line, at most five times a second, never wider than the terminal', () => {
    const text = written((progress) => {
      for (let ms = 0; ms <= 1000; ms += 50) progress.update(at(ms))
    })
    const lines = text.split('\r\u001b[K').slice(1)
    assert.equal(lines.length, 6)
    assert.equal(lines[5], '1 s · 0 drops (0/s) · most at')
    assert.equal(text.includes('\n'), false)
  })

  it('leaves warnings standing and itself not', () => {
    const text = written((progress) => {
      progress.update(at(0))
      progress.warning('eth0 vanished')
      progress.close()
    })
    assert.match(text, /\r\u001b\[Kwarning: eth0 vanished\n\r\u001b\[K$/)
  })
})
