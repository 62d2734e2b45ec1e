/** What docs/permissions.md promises: root is not needed, these capabilities are. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseProcessStatus } from '../../capture/abilities/process-status.js'
import { confinement } from '../../capture/confinement.js'
import { packageRoot } from '../../session/package-root.js'
import { hasProgram } from './lab/program.js'
import { dropsIn, LiveRecorder } from './live-recorder.js'
import { holdOf, nothingLeft } from './recorder-hold.js'
import type { RecordSetting } from './record-setting.js'
import { skipBecause } from './root-only.js'
import { setprivOf, settingOf } from './user-setting.js'

const nobody = { uid: 65_534, gid: 65_534 }
const sent = 103

/** Those in the documented command. */
function documentedCapabilities(): readonly string[] {
  const text = readFileSync(join(packageRoot, 'docs/permissions.md'), 'utf8')
  const [, list] = /^caps=(\S+)$/m.exec(text) ?? []
  assert.ok(list !== undefined)
  return list.split(',')
}

describe('root', function () {
  this.timeout(120_000)
  let setting: RecordSetting
  let recorder: LiveRecorder | undefined

  before(function () {
    setting = settingOf(nobody, this)
  })
  afterEach(() => recorder?.kill())
  after(() => setting.tearDown())

  const user = setprivOf(nobody)

  /** A copy of node with the documented capabilities, as only a group of users should have it. */
  function nodeWithCapabilities(context: Mocha.Context): string {
    if (!hasProgram('setcap')) skipBecause(context, 'setcap is not installed')
    const node = join(setting.directory, 'node')
    copyFileSync(process.execPath, node)
    chmodSync(node, 0o755)
    const list = documentedCapabilities().map((name) => `cap_${name}`)
    const { status, stderr } = spawnSync('setcap', [`${list.join()}=ep`, node], {
      encoding: 'utf8',
    })
    if (status !== 0) skipBecause(context, stderr)
    return node
  }

  const ways: Readonly<
    Record<string, (context: Mocha.Context) => (command: readonly string[]) => readonly string[]>
  > = {
    'ambient capabilities': () => {
      const list = documentedCapabilities()
        .map((name) => `+${name}`)
        .join()
      return (command) => [
        ...[...user, `--inh-caps=${list}`, `--ambient-caps=${list}`, '--'],
        ...command,
      ]
    },
    'capabilities of a file': (context) => {
      const node = nodeWithCapabilities(context)
      return (command) => [...user, '--', node, ...command.slice(1)]
    },
  }

  for (const [way, under] of Object.entries(ways)) {
    it(`is not needed to record: a user with ${way} has all that root has, in a file of that user alone`, async function () {
      recorder = await LiveRecorder.start(setting, { under: under(this) })
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
      for (const source of ['bpf', 'packets', 'counters', 'proc-net-snmp', 'sockets', 'firewall']) {
        assert.equal(health.get(source)?.status, 'ok', `${source}: ${health.get(source)?.why}`)
      }
      await reader.close()
      const { uid, mode } = statSync(recorder.out)
      assert.equal(uid, nobody.uid)
      assert.equal(mode & 0o777, 0o600)
      await nothingLeft(hold)
    })
  }

  it('is not given on to the command that the user wants to be run', async function () {
    const told = join(setting.directory, 'told')
    recorder = await LiveRecorder.start(setting, {
      under: ways['capabilities of a file']?.(this) ?? assert.fail(),
      args: ['--', 'sh', '-c', `cat /proc/self/status >${told}`],
    })
    await recorder.ended()
    const { capabilities } = parseProcessStatus(readFileSync(told, 'utf8'))
    assert.deepEqual([...capabilities], [])
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
