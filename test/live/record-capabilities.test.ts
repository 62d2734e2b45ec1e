/** What docs/permissions.md promises: root is not needed, these capabilities are. */
import assert from 'node:assert/strict'
import { chownSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseProcessStatus } from '../../capture/abilities/process-status.js'
import { confinement } from '../../capture/confinement.js'
import { packageRoot } from '../../session/package-root.js'
import { hasProgram } from './lab/program.js'
import { dropsIn, LiveRecorder } from './live-recorder.js'
import { holdOf, nothingLeft } from './recorder-hold.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot, skipBecause } from './root-only.js'

const nobody = 65_534
const sent = 103

/** The list in the documented command, as setpriv takes it. */
function documentedCapabilities(): string {
  const text = readFileSync(join(packageRoot, 'docs/permissions.md'), 'utf8')
  const [, list] = /^caps=(\S+)$/m.exec(text) ?? []
  assert.ok(list !== undefined)
  return list
    .split(',')
    .map((name) => `+${name}`)
    .join(',')
}

describe('root', function () {
  this.timeout(120_000)
  let setting: RecordSetting
  let recorder: LiveRecorder | undefined

  before(function () {
    requireRoot(this)
    if (!hasProgram('setpriv')) skipBecause(this, 'setpriv is not installed')
    setting = recordSetting()
    chownSync(setting.directory, nobody, nobody)
  })
  afterEach(() => recorder?.kill())
  after(() => setting.tearDown())

  it('is not needed to record: a user with capabilities counts drops, packets and counters of other namespaces, in a file of that user alone', async () => {
    const list = documentedCapabilities()
    const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
    recorder = await LiveRecorder.start(setting, {
      under: (command) => [
        ...['setpriv', ...user, `--inh-caps=${list}`, `--ambient-caps=${list}`, '--'],
        ...command,
      ],
    })
    const status = readFileSync(`/proc/${recorder.pid}/status`, 'utf8')
    assert.match(status, /^Uid:\t65534\t65534\t/m)
    const hold = holdOf(recorder.pid, setting.netns)
    setting.sendToClosedPort(sent)
    recorder.signal('SIGINT')
    await recorder.ended()
    const reader = await recorder.session()
    assert.equal(await dropsIn(reader, setting.netns), sent)
    const [packets] = await reader.query('SELECT total(received) AS packets FROM capture')
    assert.ok(Number(packets?.['packets']) >= sent)
    const health = new Map((await reader.rows('source_health')).map((row) => [row.source, row]))
    for (const source of ['bpf', 'packets', 'counters', 'proc-net-snmp', 'sockets']) {
      assert.equal(health.get(source)?.status, 'ok', `${source}: ${health.get(source)?.why}`)
    }
    await reader.close()
    const { uid, mode } = statSync(recorder.out)
    assert.equal(uid, nobody)
    assert.equal(mode & 0o777, 0o600)
    await nothingLeft(hold)
  })

  it('is not needed by the capture process of root either: it keeps what packet sockets take', async function () {
    if (confinement([]).length === 0)
      skipBecause(this, 'setpriv is missing, or may not do that here')
    recorder = await LiveRecorder.start(setting)
    const captures = holdOf(recorder.pid, setting.netns).helpers.map((pid) =>
      parseProcessStatus(readFileSync(`/proc/${pid}/status`, 'utf8')),
    )
    assert.equal(captures.length, 1)
    assert.deepEqual([...(captures[0]?.capabilities ?? [])].sort(), [
      'CAP_DAC_READ_SEARCH',
      'CAP_NET_RAW',
      'CAP_SYS_ADMIN',
      'CAP_SYS_PTRACE',
    ])
    setting.sendToClosedPort(sent)
    recorder.signal('SIGINT')
    await recorder.ended()
    const reader = await recorder.session()
    const [packets] = await reader.query('SELECT total(received) AS packets FROM capture')
    await reader.close()
    assert.ok(Number(packets?.['packets']) >= sent)
  })
})
