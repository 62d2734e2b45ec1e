/** A recorder that does not run for a while: under a debugger, or with all its helpers as when a laptop sleeps. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { SessionReader } from '../../session/reader.js'
import { dropsIn, LiveRecorder } from './live-recorder.js'
import { insideNetns } from './lab/netns.js'
import { packetTool } from './lab/packet-tool.js'
import { RunningProgram } from './lab/program.js'
import { holdOf } from './recorder-hold.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot } from './root-only.js'

const pauseS = 20
const perSecond = 211
const sentInAll = (pauseS + 4) * perSecond

describe('a recorder that is stopped', function () {
  this.timeout(120_000)
  let setting: RecordSetting
  let recorder: LiveRecorder | undefined
  let tool: string

  before(async function () {
    requireRoot(this)
    tool = await packetTool()
    setting = recordSetting()
  })
  afterEach(() => recorder?.kill())
  after(() => setting.tearDown())

  /** Stops and continues the recorder while datagrams are dropped, at a steady rate from before until after. */
  async function sessionOf(
    stopped: (recorder: LiveRecorder) => readonly number[],
  ): Promise<SessionReader> {
    const other = recordSetting()
    recorder = await LiveRecorder.start(setting, { args: ['-i', other.interface] })
    const { child } = recorder
    const pids = stopped(recorder)
    const send = ['udp-send', '--to', '127.0.0.1', '--port', '9', '--sport', '4000']
    const rate = ['--count', String(sentInAll), '--rate', String(perSecond)]
    const [program = '', ...args] = insideNetns(setting.netns, [tool, ...send, ...rate])
    const sender = new RunningProgram(program, args)
    // The pauses are what is tested.
    await wait(1000)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    await wait((pauseS * 1000) / 2)
    // The capture process is replaced for it, when much is waiting in pipes and rings.
    other.tearDown()
    await wait((pauseS * 1000) / 2)
    for (const pid of pids) process.kill(pid, 'SIGCONT')
    assert.equal(await sender.ended(), 0, sender.errors)
    const ended = once(child, 'exit')
    recorder.signal('SIGINT')
    assert.deepEqual(await ended, [0, null])
    return recorder.session()
  }

  for (const [what, stopped] of [
    ['by itself', ({ pid }: LiveRecorder) => [pid]],
    ['with its helpers', ({ pid }: LiveRecorder) => [pid, ...holdOf(pid, setting.netns).helpers]],
  ] as const) {
    it(`for ${pauseS} s ${what} has each drop and each packet once, and tells of the gap`, async () => {
      const reader = await sessionOf(stopped)
      try {
        assert.equal(await dropsIn(reader, setting.netns), sentInAll)
        const [counter] = await reader.query(
          `SELECT max(value) - min(value) AS gained FROM counter JOIN counter_change ON counter = counter.id
           JOIN netns n ON n.id = netns WHERE counter.name = 'snmp:Udp.NoPorts' AND n.name = ?`,
          [setting.netns],
        )
        assert.equal(counter?.['gained'], sentInAll)
        const [packets] = await reader.query(
          `SELECT sum(packets) AS n FROM flow_second JOIN flow f ON f.id = flow JOIN netns n ON n.id = f.netns
           WHERE n.name = ? AND f.dport = 9 AND f.sport = 4000`,
          [setting.netns],
        )
        const [health] = await reader.rows('source_health', { where: { source: 'packets' } })
        assert.equal(
          Number(packets?.['n']) + (health?.lost ?? 0),
          sentInAll,
          JSON.stringify(health),
        )
        assert.equal(health?.lost, 0)
        const gaps = await reader.rows('event', { where: { kind: 'gap' } })
        const latest = Math.max(
          ...gaps.map(({ text }) => Number(/came (\d+) ms late/.exec(text)?.[1] ?? 0)),
        )
        assert.ok(latest > (pauseS - 1) * 1000, JSON.stringify(gaps))
      } finally {
        await reader.close()
      }
    })
  }
})
