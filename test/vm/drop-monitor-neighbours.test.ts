/**
 * dropwatch and dwdump beside a recorder. NET_DM has one state for the whole kernel and no owner: whoever was first has it under
 * his settings, and whoever stops it stops it for all.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import { packetTool } from '../live/lab/packet-tool.js'
import { hasProgram } from '../live/lab/program.js'
import { skipBecause } from '../live/root-only.js'
import {
  endRecorder,
  noteMonitored,
  startRecorder,
  waitUntilMonitored,
  waitUntilRecording,
} from './guest-process.js'
import { guestOut } from './guest-script.js'
import { send, waitFor } from './guest-shell.js'
import { chosenKernels, notNow } from './kernels.js'
import { printedReport } from './printed-report.js'
import { NoMachine, prepareMachine, runInMachine } from './virtual-machine.js'

const minute = 60_000
const closedPort = 9201
/** Datagrams to a closed port, by what goes on beside them. */
const sent = { bothOn: 101, theirsEnded: 103, oursFirst: 107, theirsAgain: 109 } as const

const datagrams = (count: number): string => send('127.0.0.1', closedPort, count)

/** As a user types into it. Of itself it monitors drops in the kernel only, in summary mode, until Ctrl-C. */
function startDropwatch(name: string): string {
  return [
    // Open at both ends, or the first line would be its last.
    `mkfifo /root/${name}; exec 9<>/root/${name}`,
    `stdbuf -oL dropwatch -l kas <&9 >${guestOut}/${name} 2>&1 &`,
    `${name}=$!`,
    'echo start >&9',
  ].join('\n')
}

function guestScript(tool: string): string {
  const theirs = [
    startDropwatch('dropwatch'),
    waitUntilMonitored(1),
    startRecorder('auto', 'auto'),
    startRecorder('killed', 'drop-monitor'),
    waitUntilRecording('killed'),
    noteMonitored('killed.on'),
    'kill -KILL $killed',
    waitUntilMonitored(1),
    startRecorder('beside', 'drop-monitor'),
    waitUntilRecording('auto'),
    waitUntilRecording('beside'),
    datagrams(sent.bothOn),
    endRecorder('beside'),
    noteMonitored('beside.after'),
    startRecorder('heir', 'drop-monitor'),
    waitUntilRecording('heir'),
    'kill -INT $dropwatch',
    waitFor(`grep -q 'Got a stop message' ${guestOut}/dropwatch`),
    'kill -KILL $dropwatch',
    waitUntilMonitored(2),
    datagrams(sent.theirsEnded),
    endRecorder('heir'),
    noteMonitored('heir.after'),
  ]
  const ours = [
    startRecorder('first', 'drop-monitor'),
    waitUntilRecording('first'),
    startDropwatch('refused'),
    waitFor(`grep -q Failed ${guestOut}/refused`),
    `dwdump -o sw -w /root/dwdump.pcap >${guestOut}/dwdump 2>&1; echo $? >${guestOut}/dwdump.status`,
    noteMonitored('first.on'),
    datagrams(sent.oursFirst),
    'kill -KILL $refused',
    endRecorder('first'),
    noteMonitored('first.after'),
    `dwdump -o sw -w /root/again.pcap >${guestOut}/again 2>&1 &\nagain=$!`,
    waitUntilMonitored(1),
    datagrams(sent.theirsAgain),
    endRecorder('auto'),
    noteMonitored('auto.after'),
    'kill -INT $again',
    waitUntilMonitored(0),
    'wait $again',
    `cp /root/again.pcap ${guestOut}/`,
  ]
  return [`tool=${tool}`, 'modprobe drop_monitor', ...theirs, ...ours].join('\n')
}

describe('dropwatch beside a recorder', function () {
  this.timeout(20 * minute)
  let folder = ''
  const text = (name: string) => readFileSync(join(folder, name), 'utf8').trim()

  before(async function () {
    if (notNow !== undefined) skipBecause(this, notNow)
    if (!hasProgram('dropwatch'))
      skipBecause(this, 'dropwatch is not installed: apt-get install dropwatch')
    const [kernel = ''] = chosenKernels.slice(-1)
    folder = mkdtempSync(join(tmpdir(), 'dropcorr-vm-neighbours-'))
    try {
      await prepareMachine(kernel)
    } catch (error) {
      if (error instanceof NoMachine) skipBecause(this, error.message)
      throw error
    }
    const script = guestScript(await packetTool())
    await runInMachine({ kernel, script, outFolder: folder, timeoutS: 600 })
  })
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true })
  })

  async function recorded(name: string) {
    assert.equal(text(`${name}.status`), '0', text(`${name}.log`))
    const report = JSON.parse(await printedReport(join(folder, `${name}.db`), 'json')) as Findings
    const health = report.health.find(({ source }) => source === 'drop-monitor')
    const noListener = report.findings.filter(({ cause }) => cause === 'udp-no-listener')
    return {
      drops: noListener.reduce((sum, { drops }) => sum + drops, 0),
      confidence: noListener.map(({ confidence }) => confidence),
      health: { status: health?.status, why: health?.why ?? '' },
    }
  }

  it('takes nothing from the counts of BPF, and is of no concern to it', async () => {
    const { drops, confidence, health } = await recorded('auto')
    const all = Object.values(sent).reduce((sum, count) => sum + count, 0)
    assert.deepEqual([drops, confidence, health.status], [all, ['certain'], 'off'])
    assert.equal(text('auto.after'), '1')
  })

  it('is listened along with when it was first: under its settings, which is told', async () => {
    const { drops, health } = await recorded('beside')
    assert.equal(drops, sent.bothOn)
    assert.equal(health.status, 'partial')
    assert.match(
      health.why,
      /it runs in summary mode, not in packet mode: another program has it on/,
    )
    assert.match(health.why, /another program monitors drops in the kernel: .* left it on/)
  })

  it('hears all when it was first: it is left on by a recorder that is killed, and by one that ends', () => {
    assert.deepEqual([text('killed.on'), text('beside.after')], ['2', '1'])
    const lines = [...text('dropwatch').matchAll(/(\d+) drops at __udp4_lib_rcv/g)]
    assert.equal(
      lines.reduce((sum, [, drops]) => sum + Number(drops), 0),
      sent.bothOn,
    )
  })

  it('ends before the recorder: which then switches on for itself, tells of the gap, and switches off', async () => {
    const { drops, confidence, health } = await recorded('heir')
    assert.deepEqual([drops, confidence, health.status], [sent.theirsEnded, ['likely'], 'partial'])
    assert.match(health.why, /someone else switched the drop monitor off 1 time/)
    assert.match(health.why, /it ran in summary mode until the program that had it on ended/)
    assert.equal(text('heir.after'), '0')
  })

  it('is refused when the recorder was first, as is dwdump, and does it no harm', async () => {
    assert.match(text('refused'), /Failed activation request/)
    assert.match(text('dwdump'), /Failed to configure/)
    assert.deepEqual([text('first.on'), text('first.after')], ['2', '0'])
    const { drops, confidence, health } = await recorded('first')
    assert.deepEqual([drops, confidence, health.status], [sent.oursFirst, ['certain'], 'ok'])
  })

  it('may come and go beside BPF: dwdump hears all, and ends by itself', () => {
    const told = text('again.pcap').split('__udp4_lib_rcv+0x').length - 1
    assert.equal(told, sent.theirsAgain, text('again'))
  })
})
