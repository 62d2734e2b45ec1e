/** What else can happen to a recorder than a signal: each leaves a session that opens, and nothing in the kernel. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Row } from '../../session/tables.js'
import { insideNetns } from './lab/netns.js'
import { packetTool } from './lab/packet-tool.js'
import { hasProgram, runProgram } from './lab/program.js'
import { waitUntil } from './lab/wait-until.js'
import { dropsIn, LiveRecorder } from './live-recorder.js'
import { MemoryCgroup } from './memory-cgroup.js'
import { holdOf, nothingLeft } from './recorder-hold.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot, skipBecause } from './root-only.js'

const sent = 211
const flood = 600_000

describe('a recorder', function () {
  this.timeout(120_000)
  let setting: RecordSetting
  let recorder: LiveRecorder | undefined

  before(function () {
    requireRoot(this)
    setting = recordSetting()
  })
  afterEach(() => recorder?.kill())
  after(() => setting.tearDown())

  async function sessionHas(
    drops: number,
    endReason: string | undefined,
  ): Promise<ReadonlyMap<string, Row<'source_health'>>> {
    const reader = await recorder?.session()
    assert.ok(reader)
    try {
      assert.equal((await reader.info()).endReason, endReason)
      assert.equal(await dropsIn(reader, setting.netns), drops)
      return new Map((await reader.rows('source_health')).map((row) => [row.source, row]))
    } finally {
      await reader.close()
    }
  }

  it('whose parent is gone, and who reads its output too, records on and ends in order', async () => {
    const background = (command: readonly string[]) => ['sh', '-c', '"$@" &', 'sh', ...command]
    recorder = await LiveRecorder.start(setting, { under: background })
    recorder.child.stdout?.destroy()
    recorder.child.stderr?.destroy()
    const hold = holdOf(recorder.pid, setting.netns)
    setting.sendToClosedPort(sent)
    recorder.signal('SIGTERM')
    await recorder.ended()
    await sessionHas(sent, 'signal')
    await nothingLeft(hold)
  })

  it('whose terminal is gone closes its session in order', async function () {
    if (!hasProgram('script')) skipBecause(this, 'script makes the terminal, and is not installed')
    const quoted = (command: readonly string[]) => command.map((word) => `'${word}'`).join(' ')
    recorder = await LiveRecorder.start(setting, {
      under: (command) => ['script', '-qec', quoted(command), '/dev/null'],
    })
    const hold = holdOf(recorder.pid, setting.netns)
    setting.sendToClosedPort(sent)
    recorder.child.kill('SIGKILL')
    await recorder.ended()
    await sessionHas(sent, 'signal')
    await nothingLeft(hold)
  })

  it('that is interrupted twice by hand ends at once with 130, and what it had is there', async () => {
    recorder = await LiveRecorder.start(setting)
    const { pid, child } = recorder
    const hold = holdOf(pid, setting.netns)
    setting.sendToClosedPort(sent)
    await committed(recorder)
    // So that it cannot end in order before the second one comes: its capture process takes no order to stop.
    for (const helper of hold.helpers) process.kill(helper, 'SIGSTOP')
    recorder.signal('SIGINT')
    // Two within 0.3 s are one request: `timeout` sends both.
    await wait(1000)
    recorder.signal('SIGINT')
    await waitUntil('it ends', () => child.exitCode !== null)
    assert.equal(child.exitCode, 130)
    for (const helper of hold.helpers) process.kill(helper, 'SIGCONT')
    await sessionHas(sent, undefined)
    await nothingLeft(hold)
  })

  it('that is stopped for a while has counted all that was lost meanwhile, and says that it came late', async () => {
    recorder = await LiveRecorder.start(setting)
    setting.sendToClosedPort(sent)
    // Rounds that have not begun cannot be late.
    await committed(recorder)
    recorder.signal('SIGSTOP')
    setting.sendToClosedPort(sent)
    // The pause is what is tested.
    await wait(2000)
    recorder.signal('SIGCONT')
    recorder.signal('SIGINT')
    await recorder.ended()
    const health = await sessionHas(2 * sent, 'signal')
    assert.match(health.get('recorder')?.why ?? '', /rounds? came late/)
  })

  it('that is late loses no packets: the capture process keeps them meanwhile', async () => {
    const { health, packets } = await floodWhileStopped(({ pid }) => [pid])
    assert.equal(health?.status, 'ok', health?.why)
    assert.ok(packets >= flood, `${packets} taken`)
  })

  it('whose capture cannot keep up knows how many packets the rings had no room for', async () => {
    const { health, packets } = await floodWhileStopped(({ pid }) => [
      pid,
      ...holdOf(pid, setting.netns).helpers,
    ])
    const { lost = 0, why = '' } = health ?? {}
    assert.ok(lost > 0 && packets + lost >= flood, `${packets} taken, ${lost} lost`)
    assert.match(why, /found the kernel's buffer full/)
  })

  it('whose capture process is killed counts on, and says what is missing', async () => {
    recorder = await LiveRecorder.start(setting)
    const hold = holdOf(recorder.pid, setting.netns)
    const [capture] = hold.helpers.filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('packet-capture'),
    )
    assert.ok(capture)
    process.kill(capture, 'SIGKILL')
    setting.sendToClosedPort(sent)
    await nothingLeft({ ...hold, bpf: [] })
    recorder.signal('SIGINT')
    await recorder.ended()
    const health = await sessionHas(sent, 'signal')
    assert.equal(health.get('packets')?.status, 'partial')
    assert.match(health.get('packets')?.why ?? '', /capture process ended \(signal SIGKILL\)/)
  })

  it('that the kernel kills for want of memory leaves a session that says that it was cut off', async function () {
    const cgroup = MemoryCgroup.make(`dropcorr-test-${process.pid}`)
    if (cgroup === undefined) skipBecause(this, 'there is no memory cgroup to be had here')
    try {
      recorder = await LiveRecorder.start(setting)
      const hold = holdOf(recorder.pid, setting.netns)
      setting.sendToClosedPort(sent)
      await committed(recorder)
      cgroup.limit(4 << 20)
      cgroup.add(recorder.pid)
      while (recorder.isRunning) setting.sendToClosedPort(100)
      await waitUntil('its end is told', () => recorder?.child.signalCode === 'SIGKILL')
      assert.ok(cgroup.kills > 0)
      const reader = await recorder.session()
      assert.equal((await reader.info()).endedNs, undefined)
      assert.ok((await dropsIn(reader, setting.netns)) >= sent)
      const [bpf] = await reader.rows('source_health', { where: { source: 'bpf' } })
      assert.match(bpf?.why ?? '', /cut off/)
      await reader.close()
      await nothingLeft(hold)
    } finally {
      recorder?.kill()
      await cgroup.remove()
    }
  })

  /** Each datagram passes loopback once, and is answered with an ICMP error now and then. */
  async function floodWhileStopped(stopped: (by: LiveRecorder) => readonly number[]) {
    const tool = await packetTool()
    recorder = await LiveRecorder.start(setting)
    const pids = stopped(recorder)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const [program = '', ...args] = insideNetns(setting.netns, [
      tool,
      ...['udp-send', '--to', '127.0.0.1', '--port', '9', '--burst', '256'],
      ...['--count', String(flood)],
    ])
    await runProgram(program, args)
    for (const pid of pids) process.kill(pid, 'SIGCONT')
    recorder.signal('SIGINT')
    await recorder.ended()
    const health = (await sessionHas(flood, 'signal')).get('packets')
    const { packets } = JSON.parse(health?.detail ?? '{}') as { readonly packets: number }
    return { health, packets }
  }

  /** What was sent is in the file: another reader sees it. */
  const committed = (by: LiveRecorder) =>
    waitUntil('the drops are committed', async () => {
      const reader = await by.session()
      try {
        return (await dropsIn(reader, setting.netns)) >= sent
      } finally {
        await reader.close()
      }
    })
})
