import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordOptions, type RecordFlags } from '../../../cli/options/record-options.js'

const defaults: RecordFlags = {
  out: 'no-such-session.db',
  source: 'auto',
  alertMode: 'packet',
  packets: true,
  snapLength: '128',
  interval: '250ms',
}
const options = (flags: Partial<RecordFlags>, command?: readonly string[]) =>
  recordOptions({ ...defaults, ...flags }, [], command)
const usage = { name: 'DropcorrError', exitCode: 2 }

describe('record options', () => {
  it('defaults: until stopped, all interfaces, 128 bytes, every 250 ms', () => {
    assert.deepEqual(options({}), {
      argv: ['record'],
      out: 'no-such-session.db',
      overwrite: false,
      durationMs: undefined,
      source: 'auto',
      alertMode: 'packet',
      interfaces: [],
      filter: '',
      snapLength: 128,
      packets: true,
      intervalMs: 250,
      masks: [],
      readyFile: undefined,
      command: [],
      maxBytes: undefined,
      rotation: undefined,
    })
  })

  it('takes the alert modes that drop_monitor has', () => {
    assert.equal(options({ alertMode: 'summary' }).alertMode, 'summary')
    assert.throws(() => options({ alertMode: 'Packet' }), usage)
  })

  it('takes one or more drop sources', () => {
    assert.deepEqual(options({ source: 'bpf' }).source, ['bpf'])
    assert.deepEqual(options({ source: 'drop-monitor,bpf,bpf' }).source, ['drop-monitor', 'bpf'])
    assert.throws(() => options({ source: 'bpf,' }), usage)
    assert.throws(() => options({ source: 'bpf,auto' }), usage)
    assert.throws(() => options({ source: '' }), usage)
  })

  it('refuses -- without a command', () => {
    assert.deepEqual(options({}, ['ping', '-c1']).command, ['ping', '-c1'])
    assert.throws(() => options({}, []), usage)
  })

  it('refuses snap lengths that make no sense', () => {
    for (const snapLength of ['0', '13', '65536', '-1', '1.5', 'all', '']) {
      assert.throws(() => options({ snapLength }), usage, snapLength)
    }
  })

  it('refuses places where no session can be', () => {
    for (const out of ['-', '', '/no/such/directory/session.db', '/etc/hostname/session.db']) {
      assert.throws(() => options({ out }), usage, out)
    }
  })

  it('never overwrites unasked', () => {
    const directory = mkdtempSync(join(tmpdir(), 'dropcorr-'))
    try {
      const out = join(directory, 'session.db')
      writeFileSync(out, 'precious')
      assert.throws(() => options({ out }), { ...usage, message: `${out} exists already` })
      assert.equal(options({ out, force: true }).overwrite, true)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
