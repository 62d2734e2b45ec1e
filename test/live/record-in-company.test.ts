/** Recorders beside each other, beside other tools, and sessions that are read while they are written. */
import assert from 'node:assert/strict'
import type { Findings } from '../../analyze/finding.js'
import { cliCommand } from '../cli/run-cli.js'
import { withTracefs } from '../../bench/drops/drop-counter.js'
import { hasProgram, runProgram, RunningProgram } from './lab/program.js'
import { waitUntil } from './lab/wait-until.js'
import { dropsIn, LiveRecorder } from './live-recorder.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot } from './root-only.js'

const sent = 307

/** Tools that hook the same places. */
const peers = [
  ['bpftrace', '-e', 'tracepoint:skb:kfree_skb { @ = count() }'],
  ['perf', 'record', '-q', '-a', '-e', 'skb:kfree_skb', '-o', '-'],
  ['tcpdump', '-n', '-i', 'any', '-w', '/dev/null'],
] as const

describe('a recorder in company', function () {
  this.timeout(180_000)
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

  async function endedWith(recorder: LiveRecorder, drops: number): Promise<void> {
    recorder.signal('SIGINT')
    await recorder.ended()
    const reader = await recorder.session()
    try {
      assert.equal(await dropsIn(reader, setting.netns), drops)
    } finally {
      await reader.close()
    }
  }

  const report = async (path: string): Promise<Findings> => {
    const [program = '', ...args] = cliCommand(['report', path, '--format', 'json', '--out', '-'])
    return JSON.parse(await runProgram(program, args)) as Findings
  }

  it('of a second recorder and of other tools counts as if alone, and so does the second', async () => {
    const others = peers
      .filter(([program]) => hasProgram(program))
      .map((peer) => new RunningProgram(withTracefs[0], [...withTracefs.slice(1), ...peer]))
    for (const other of others) running.push({ kill: () => other.signal('SIGKILL') })
    const first = await LiveRecorder.start(setting)
    running.push(first)
    const second = await LiveRecorder.start(setting, { name: 'second' })
    running.push(second)
    setting.sendToClosedPort(sent)
    await endedWith(second, sent)
    setting.sendToClosedPort(sent)
    await endedWith(first, 2 * sent)
    for (const { status, errors } of others) assert.equal(status, undefined, errors)
  })

  it('is read while it records, by two reports at once, and neither disturbs it', async () => {
    const recorder = await LiveRecorder.start(setting)
    running.push(recorder)
    setting.sendToClosedPort(sent)
    await waitUntil('the drops are committed', async () => {
      const reader = await recorder.session()
      try {
        return (await dropsIn(reader, setting.netns)) === sent
      } finally {
        await reader.close()
      }
    })
    const [one, two] = await Promise.all([report(recorder.out), report(recorder.out)])
    for (const { session, findings } of [one, two]) {
      assert.equal(session.closed, false)
      const found = findings.find(
        ({ cause, netns }) => cause === 'udp-no-listener' && netns.includes(setting.netns),
      )
      assert.equal(found?.drops, sent)
    }
    setting.sendToClosedPort(sent)
    await endedWith(recorder, 2 * sent)
    const [after, again] = await Promise.all([report(recorder.out), report(recorder.out)])
    assert.deepEqual(after, again)
    assert.equal(after.session.closed, true)
  })
})
