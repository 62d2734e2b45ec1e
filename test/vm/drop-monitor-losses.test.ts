/**
 * What NET_DM and its listener lose in a flood: the kernel's queue of one CPU, whose worker gets no turn, and the socket of a
 * recorder that is stopped.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import { packageRoot } from '../../session/package-root.js'
import { SessionReader } from '../../session/reader.js'
import { compiled } from '../live/lab/compiled.js'
import { skipBecause } from '../live/root-only.js'
import { endRecorder, noteMonitored, startRecorder, waitUntilRecording } from './guest-process.js'
import { guestOut } from './guest-script.js'
import { waitFor } from './guest-shell.js'
import { chosenKernels, notNow } from './kernels.js'
import { printedReport } from './printed-report.js'
import { NoMachine, prepareMachine, runInMachine } from './virtual-machine.js'

const minute = 60_000
const closedPort = 9201
/** Twice what waits for one CPU in a guest of this memory. */
const queueFlood = 30_011
/** Repeated until the socket is full, which is after some 50,000 alerts. */
const socketFlood = 7919
const socketFloodsAtMost = 20

function guestScript(flooder: string): string {
  const flood = (packets: number): string => `${flooder} ${packets} 127.0.0.1 ${closedPort}`
  return [
    'modprobe drop_monitor',
    startRecorder('recorder', 'drop-monitor'),
    waitUntilRecording('recorder'),
    // The worker that empties the queue runs on the same CPU, and has to wait for a program with real-time priority.
    // What delivers the packets must not wait, or they are lost before.
    'chrt -f -p 60 $(pgrep -x ksoftirqd/1)',
    'echo -1 >/proc/sys/kernel/sched_rt_runtime_us',
    `taskset 2 chrt -f 50 ${flood(queueFlood)} >/dev/null`,
    'kill -STOP $recorder',
    'floods=0',
    // The column Drops of generic netlink's sockets.
    `until awk '$2 == 16 { drops += $9 } END { exit !drops }' /proc/net/netlink || [ $floods = ${socketFloodsAtMost} ]; do`,
    `  ${flood(socketFlood)} >/dev/null`,
    '  floods=$((floods + 1))',
    'done',
    `echo $floods >${guestOut}/floods`,
    'kill -CONT $recorder',
    // The column Rmem.
    waitFor("awk '$2 == 16 { waiting += $5 } END { exit waiting > 0 }' /proc/net/netlink"),
    endRecorder('recorder'),
    noteMonitored('monitored'),
  ].join('\n')
}

describe('alerts of the drop monitor that are lost', function () {
  this.timeout(20 * minute)
  let folder = ''
  let sent = 0
  let reader: SessionReader
  let report: Findings
  const text = (name: string) => readFileSync(join(folder, name), 'utf8').trim()
  const session = () => join(folder, 'recorder.db')

  before(async function () {
    if (notNow !== undefined) skipBecause(this, notNow)
    const [kernel = ''] = chosenKernels.slice(-1)
    folder = mkdtempSync(join(tmpdir(), 'dropcorr-vm-losses-'))
    try {
      await prepareMachine(kernel)
    } catch (error) {
      if (error instanceof NoMachine) skipBecause(this, error.message)
      throw error
    }
    const flooder = await compiled('udp-flood', [join(packageRoot, 'bench/generator/udp-flood.c')])
    const script = guestScript(flooder)
    await runInMachine({ kernel, script, outFolder: folder, timeoutS: 600 })
    assert.equal(text('recorder.status'), '0', text('recorder.log'))
    sent = queueFlood + socketFlood * Number(text('floods'))
    reader = await SessionReader.open(session())
    report = JSON.parse(await printedReport(session(), 'json')) as Findings
  })
  after(async () => {
    if (folder === '') return
    await (reader as SessionReader | undefined)?.close()
    rmSync(folder, { recursive: true })
  })

  /** The drop monitor's row of source_health. */
  async function health() {
    const [row] = await reader.rows('source_health', { where: { source: 'drop-monitor' } })
    assert.ok(row)
    const { queueDrops, socketDrops } = JSON.parse(row.detail) as {
      readonly queueDrops: number
      readonly socketDrops: number
    }
    return { ...row, queueDrops, socketDrops }
  }

  it('are counted and told of, each kind by itself', async () => {
    const { status, why, lost, queueDrops, socketDrops } = await health()
    assert.ok(queueDrops > 0)
    assert.ok(socketDrops > 0)
    assert.equal(lost, queueDrops + socketDrops)
    assert.equal(status, 'partial')
    assert.match(why, new RegExp(`${queueDrops} packets found the kernel's queue full`))
    assert.match(why, new RegExp(`${socketDrops} alerts found the socket's buffer full`))
  })

  it('leave counts that are never more than what was sent, and less by no more than what was lost', async () => {
    const flood = report.ledger.find(({ counter }) => counter === 'snmp:Udp.NoPorts')
    assert.equal(flood?.delta, sent)
    const found = report.findings.filter(({ cause }) => cause === 'udp-no-listener')
    const told = found.reduce((sum, { drops }) => sum + drops, 0)
    const { lost } = await health()
    assert.ok(told > 0 && told <= sent, `${told} of ${sent}`)
    assert.ok(told + lost >= sent, `${told} told and ${lost} lost of ${sent}`)
    assert.ok(report.totals.drops <= sent, `${report.totals.drops} of ${sent}`)
  })

  it('leave nothing certain', () => {
    const { findings } = report
    assert.notEqual(findings.length, 0)
    assert.deepEqual(
      findings.filter(({ confidence }) => confidence === 'certain').map(({ cause }) => cause),
      [],
    )
  })

  it('are in the report', async () => {
    const { lost } = await health()
    const row = report.health.find(({ source }) => source === 'drop-monitor')
    assert.deepEqual([row?.status, row?.lost], ['partial', lost])
    const markdown = await printedReport(session(), 'md')
    const [ownLosses = ''] = markdown
      .split('\n')
      .filter((line) => line.startsWith('**Own losses:**'))
    assert.ok(ownLosses.includes(`lost ${lost.toLocaleString('en')} drops`), ownLosses)
    assert.match(ownLosses, /missing or partial: .*drop-monitor/)
    assert.match(markdown, /the recorder itself lost counts, so not certain/)
  })

  it('leave the drop monitor off', () => {
    assert.equal(text('monitored'), '0')
  })
})
