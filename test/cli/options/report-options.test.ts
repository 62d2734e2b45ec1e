import assert from 'node:assert/strict'
import { reportOptions } from '../../../cli/options/report-options.js'

const usage = { name: 'DropcorrError', exitCode: 2 }

describe('report options', () => {
  it('writes beside the session, with the extension of the format', () => {
    const out = (session: string, format: string) => reportOptions([session], { format }).out
    assert.equal(out('session.db', 'html'), 'session.html')
    assert.equal(out('/var/tmp/a.b.db', 'md'), '/var/tmp/a.b.md')
    assert.equal(out('./web', 'json'), 'web.json')
    assert.equal(out('x.db', 'text'), 'x.txt')
  })

  it('writes where it is told to', () => {
    const { out, outGiven } = reportOptions(['s.db'], { format: 'html', out: '-' })
    assert.deepEqual({ out, outGiven }, { out: '-', outGiven: true })
  })

  it('refuses what it does not know', () => {
    assert.throws(() => reportOptions(['s.db'], { format: 'pdf' }), usage)
    assert.throws(() => reportOptions(['s.db'], { format: 'html', failOn: 'bad' }), usage)
    assert.throws(() => reportOptions(['s.db'], { format: 'html', mask: ['x'] }), usage)
    assert.throws(() => reportOptions(['s.db'], { format: 'html', out: '' }), usage)
    assert.throws(() => reportOptions([''], { format: 'html' }), usage)
  })
})
