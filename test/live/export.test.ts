import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { record } from '../../capture/record.js'
import { collectingObserver, recordOptions, recordSetting } from './record-setting.js'
import { requireRoot } from './root-only.js'
import { runExport } from '../../cli/run-export.js'
import { processTerminal } from '../../cli/terminal.js'

const sent = 37

describe('export --pcapng of real drops', function () {
  this.timeout(60_000)
  let setting: ReturnType<typeof recordSetting>
  before(function () {
    requireRoot(this)
    if (spawnSync('tshark', ['--version']).error !== undefined) {
      console.log('      tshark is not installed')
      this.skip()
    }
  })
  beforeEach(() => {
    setting = recordSetting()
  })
  afterEach(() => setting.tearDown())

  async function exported(packets: boolean): Promise<string> {
    const session = join(setting.directory, 'session.db')
    const file = join(setting.directory, 'session.pcapng')
    const stop = new AbortController()
    const observer = collectingObserver()
    const options = recordOptions(session, {
      interfaces: packets ? [setting.interface] : [],
      packets,
    })
    const recording = record(options, observer, stop.signal)
    await Promise.race([observer.begun, recording])
    setting.sendToClosedPort(sent)
    stop.abort()
    await recording
    const quiet = { ...processTerminal(), err: () => undefined }
    assert.equal(await runExport({ session, what: { format: 'pcapng' }, out: file }, quiet), 0)
    return file
  }

  const shown = (file: string, filter: string, field: string): readonly string[] =>
    execFileSync('tshark', ['-r', file, '-Y', filter, '-T', 'fields', '-e', field], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .split('\n')
      .filter((line) => line !== '')
  const commented = 'udp && frame.comment contains "NO_SOCKET"'

  it('comments each captured packet that was dropped, once', async () => {
    const file = await exported(true)
    const comments = shown(file, commented, 'frame.comment')
    assert.equal(comments.length, sent)
    assert.match(
      comments[0] ?? '',
      /^dropped: site __udp4_lib_rcv, reason NO_SOCKET, cause udp-no-listener, finding udp-no-listener \(certain\)$/,
    )
    assert.deepEqual(new Set(shown(file, commented, 'frame.interface_name')), new Set(['lo']))
    const info = execFileSync('capinfos', [file], { encoding: 'utf8' })
    assert.match(info, /Strict time order: +True/)
    assert.match(info, /Capture application: +dropcorr/)
  })

  it('adds drops that were not captured on an interface of their own', async () => {
    const file = await exported(false)
    assert.equal(shown(file, commented, 'frame.number').length, sent)
    assert.deepEqual(new Set(shown(file, 'udp', 'frame.interface_name')), new Set(['dropped']))
  })
})
