/** Recording on a host whose CPUs are all taken. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { surroundings } from '../../capture/abilities/surroundings.js'
import { RunningProgram } from './lab/program.js'
import { waitUntil } from './lab/wait-until.js'
import { dropsIn, LiveRecorder } from './live-recorder.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot, skipBecause } from './root-only.js'

const sent = 211
/** proc_pid_stat(5), field 41. */
const batch = '3'
const idle = '5'

const policyOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38] ?? ''
}
const captureOf = (recorder: LiveRecorder): number =>
  Number(execFileSync('pgrep', ['-P', String(recorder.pid), '-x', 'packet-capture']))

describe('a capture that others leave no CPU', function () {
  this.timeout(240_000)
  let setting: RecordSetting
  const running: { kill(): void }[] = []

  beforeEach(function () {
    requireRoot(this)
    setting = recordSetting()
  })
  afterEach(() => {
    for (const each of running.splice(0)) each.kill()
    setting.tearDown()
  })

  /** Two for each CPU, with the system's own weight; they end by themselves. */
  const keepBusy = (): void => {
    for (let loop = 0; loop < 2 * availableParallelism(); loop++) {
      const program = new RunningProgram('timeout', ['60', 'sh', '-c', 'while :; do :; done'])
      running.push({ kill: () => program.signal('SIGTERM') })
    }
  }

  it('takes its share of it, and leaves it to others again when there is enough', async function () {
    if (!surroundings().capabilities.has('CAP_SYS_NICE'))
      skipBecause(this, 'without CAP_SYS_NICE it does not idle')
    const recorder = await LiveRecorder.start(setting)
    const capture = captureOf(recorder)
    const isIdle = () => policyOf(capture) === idle
    try {
      await waitUntil('the capture is idle', isIdle, 90_000)
      keepBusy()
      await waitUntil('the capture has its weight', () => policyOf(capture) === batch, 30_000)
      setting.sendToClosedPort(sent)
      for (const each of running.splice(0)) each.kill()
      await waitUntil('the capture is idle again', isIdle, 90_000)
      // What hurts a program is seen while it hurts: who looks does not idle.
      assert.equal(policyOf(recorder.pid), batch)
      recorder.signal('SIGINT')
      await recorder.ended()
    } finally {
      recorder.kill()
    }
    const reader = await recorder.session()
    try {
      assert.equal(await dropsIn(reader, setting.netns), sent)
      const captures = await reader.rows('capture')
      assert.equal(
        captures.reduce((sum, { lost }) => sum + lost, 0),
        0,
      )
      // Each datagram, and the answer to it that nobody listens; answers are limited in number.
      assert.ok(captures.reduce((sum, { received }) => sum + received, 0) >= sent)
    } finally {
      await reader.close()
    }
  })
})
