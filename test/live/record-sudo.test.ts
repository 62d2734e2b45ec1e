/** What who calls `sudo dropcorr record` may do with the session: all, without sudo. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cliCommand } from '../cli/run-cli.js'
import { LiveRecorder } from './live-recorder.js'
import type { RecordSetting } from './record-setting.js'
import { setprivOf, settingOf } from './user-setting.js'

const user = { uid: 12_345, gid: 23_456 }
const sent = 101

/** The variables in which sudo tells who called it; the rest of what it does, to become root, has been done. */
const asSudo = (command: readonly string[]): readonly string[] => [
  ...['env', `SUDO_UID=${user.uid}`, `SUDO_GID=${user.gid}`],
  ...command,
]

const asUser = (command: readonly string[]): readonly string[] => [
  ...setprivOf(user),
  '--',
  ...command,
]

describe('a recording under sudo', function () {
  this.timeout(120_000)
  let setting: RecordSetting
  let recorder: LiveRecorder | undefined

  before(function () {
    setting = settingOf(user, this)
  })
  afterEach(() => recorder?.kill())
  after(() => setting.tearDown())

  const sessionFiles = (): readonly string[] =>
    readdirSync(setting.directory).filter((name) => /\.db(-\w+)?$/.test(name))

  /** Each is of the user alone; returns their names. */
  function ownedByUser(): readonly string[] {
    const names = sessionFiles()
    for (const name of names) {
      const { uid, gid, mode } = statSync(join(setting.directory, name))
      assert.deepEqual([name, uid, gid, mode & 0o777], [name, user.uid, user.gid, 0o600])
    }
    return names
  }

  /** Drops that a report made by the user tells of. */
  function reportedDrops(session: string): number {
    const [program = '', ...args] = asUser(
      cliCommand(['report', session, '--format', 'json', '--out', '-']),
    )
    const { status, stdout, stderr } = spawnSync(program, args, {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    })
    assert.equal(status, 0, stderr)
    const { findings } = JSON.parse(stdout) as {
      readonly findings: readonly { readonly cause: string; readonly drops: number }[]
    }
    return findings
      .filter(({ cause }) => cause === 'udp-no-listener')
      .reduce((sum, { drops }) => sum + drops, 0)
  }

  it('belongs to who called it, who reads it while it is written and afterwards', async () => {
    recorder = await LiveRecorder.start(setting, { under: asSudo })
    assert.deepEqual([...ownedByUser()].sort(), ['session.db', 'session.db-shm', 'session.db-wal'])
    assert.equal(reportedDrops(recorder.out), 0)
    setting.sendToClosedPort(sent)
    recorder.signal('SIGINT')
    await recorder.ended()
    assert.deepEqual(ownedByUser(), ['session.db'])
    assert.ok(reportedDrops(recorder.out) >= sent)
  })

  it('belongs to who called it in each file of a rotation', async () => {
    const args = ['--rotate', '2', '--max-size', '4MB', '--interval', '100ms']
    recorder = await LiveRecorder.start(setting, { name: 'rotated', under: asSudo, args })
    recorder.signal('SIGINT')
    await recorder.ended()
    assert.ok(ownedByUser().some((name) => name.startsWith('rotated')))
  })
})
