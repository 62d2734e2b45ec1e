import assert from 'node:assert/strict'
import { LoggedProgress } from '../../../cli/progress/logged-progress.js'
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
const at = (elapsedMs: number, drops: number) => ({
  elapsedMs,
  drops,
  topSite: '',
  packets: 0,
  ownLosses: 0,
})

describe('logged progress', () => {
  it('is one line each ten seconds, with the rate since the line before', () => {
    let written = ''
    const terminal: Terminal = {
      out: () => assert.fail('progress is no data'),
      err: (text) => (written += text),
      outIsTty: false,
      errIsTty: false,
      errColumns: 80,
      color: false,
    }
    const progress = new LoggedProgress(options, terminal)
    for (let ms = 0; ms <= 25_000; ms += 250) progress.update(at(ms, ms))
    progress.close()
    assert.equal(
      written,
      '10 s · 10,000 drops (1,000/s) · 0 packets\n20 s · 20,000 drops (1,000/s) · 0 packets\n',
    )
  })
})
