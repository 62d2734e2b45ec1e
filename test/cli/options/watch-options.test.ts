import assert from 'node:assert/strict'
import { watchOptions, type WatchFlags } from '../../../cli/options/watch-options.js'

const usage = { name: 'DropcorrError', exitCode: 2 }
const defaults: WatchFlags = { interval: '1s', source: 'auto', alertMode: 'packet' }
const options = (flags: Partial<WatchFlags>, hasScreen = true) =>
  watchOptions({ ...defaults, ...flags }, [], hasScreen)

describe('watch options', () => {
  it('are a screen each second unless told otherwise', () => {
    assert.deepEqual(options({}), {
      argv: ['watch'],
      intervalMs: 1000,
      durationMs: undefined,
      source: 'auto',
      alertMode: 'packet',
      interfaces: [],
      masks: [],
      output: 'screen',
    })
  })

  it('print one table where there is no screen', () => {
    assert.equal(options({}, false).output, 'once')
    assert.equal(options({ json: true }, false).output, 'json')
    assert.equal(options({ once: true }).output, 'once')
  })

  it('take masks as record does', () => {
    assert.deepEqual(options({ mask: ['reason=no_socket'] }).masks, [
      { field: 'reason', pattern: 'NO_SOCKET' },
    ])
  })

  it('refuse what cannot be', () => {
    assert.throws(() => options({ json: true, once: true }), usage)
    assert.throws(() => options({ interval: '10ms' }), usage)
    assert.throws(() => options({ interval: '2h' }), usage)
    assert.throws(() => options({ mask: ['cause=x'] }), usage)
  })
})
