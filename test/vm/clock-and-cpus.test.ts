/**
 * What must not be done to the machine that tests run on: its wall clock is set by hours, and a CPU is taken away and given back, in
 * mid-record. In a machine some of whose CPUs are not there at first.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyze } from '../../analyze/analyze.js'
import { dropDetails } from '../../session/drop-details.js'
import { packageRoot } from '../../session/package-root.js'
import { SessionReader } from '../../session/reader.js'
import { packetTool } from '../live/lab/packet-tool.js'
import { skipBecause } from '../live/root-only.js'
import { guestOut } from './guest-script.js'
import { send, waitFor } from './guest-shell.js'
import { chosenKernels, notNow } from './kernels.js'
import { NoMachine, prepareMachine, runInMachine } from './virtual-machine.js'

const minute = 60_000
/** How far the time of a packet or a drop may be from its second: clocks are compared each second, and emulation is slow. */
const nearS = 3

interface Stage {
  readonly what: string
  /** Of the guest's shell, before the datagrams are sent. */
  readonly change: string
  readonly port: number
  readonly datagrams: number
}

const setClock = (byS: number): string => `date -s @$(($(date +%s) + ${byS}))`
const setCpu = (cpu: number, online: 0 | 1): string =>
  `echo ${online} >/sys/devices/system/cpu/cpu${cpu}/online`
/** Of the guest's shell and what it starts. */
const runOn = (cpu: number): string => `taskset -p ${(1 << cpu).toString(16)} $$ >/dev/null`

const stages: readonly Stage[] = [
  { what: 'nothing yet', change: ':', port: 9001, datagrams: 101 },
  { what: 'the clock an hour on', change: setClock(3600), port: 9002, datagrams: 103 },
  { what: 'the clock two hours back', change: setClock(-7200), port: 9003, datagrams: 107 },
  { what: 'the clock right again', change: setClock(3600), port: 9004, datagrams: 109 },
  { what: 'a CPU taken away', change: setCpu(1, 0), port: 9005, datagrams: 113 },
  {
    what: 'the CPU given back',
    change: `${setCpu(1, 1)}\n${runOn(1)}`,
    port: 9006,
    datagrams: 127,
  },
  {
    what: 'a CPU that was not there when recording began',
    change: `${setCpu(2, 1)}\n${runOn(2)}`,
    port: 9007,
    datagrams: 131,
  },
]
const all = stages.reduce((sum, { datagrams }) => sum + datagrams, 0)

function guestScript(tool: string): string {
  const node = process.execPath
  const main = join(packageRoot, 'dist/cli/main.js')
  return [
    `tool=${tool}`,
    setCpu(2, 0),
    `cat /sys/devices/system/cpu/possible /sys/devices/system/cpu/online >${guestOut}/cpus`,
    `${node} ${main} record --source bpf,tracefs -i lo --out /root/session.db --ready-file /root/ready >${guestOut}/log 2>&1 &`,
    'recorder=$!',
    waitFor('[ -s /root/ready ] || ! kill -0 $recorder'),
    ...stages.flatMap(({ change, port, datagrams }) => [
      // Stages are told apart by their seconds, and each clock must have been looked at.
      'sleep 3',
      `${change}\ncut -d. -f1 /proc/uptime >>${guestOut}/uptimes`,
      send('127.0.0.1', port, datagrams),
    ]),
    'sleep 3',
    'kill -INT $recorder',
    `wait $recorder; echo $? >${guestOut}/status`,
    `cp /root/session.db ${guestOut}/`,
  ].join('\n')
}

describe('a clock that is set and a CPU that goes, in mid-record', function () {
  this.timeout(20 * minute)
  let folder = ''
  let reader: SessionReader
  const text = (name: string) => readFileSync(join(folder, name), 'utf8').trim()

  before(async function () {
    if (notNow !== undefined) skipBecause(this, notNow)
    const [kernel = ''] = chosenKernels.slice(-1)
    folder = mkdtempSync(join(tmpdir(), 'dropcorr-vm-clock-'))
    try {
      await prepareMachine(kernel)
    } catch (error) {
      if (error instanceof NoMachine) skipBecause(this, error.message)
      throw error
    }
    const script = guestScript(await packetTool())
    await runInMachine({ kernel, script, outFolder: folder, timeoutS: 600, cpus: '3' })
    assert.equal(text('status'), '0', text('log'))
    reader = await SessionReader.open(join(folder, 'session.db'))
  })
  after(async () => {
    if (folder === '') return
    await (reader as SessionReader | undefined)?.close()
    rmSync(folder, { recursive: true })
  })

  it('happens where more CPUs are possible than are there', () => {
    assert.deepEqual(text('cpus').split('\n'), ['0-2', '0-1'])
  })

  /** Drops or packets by port: how many, and the second of the first. */
  async function byPort(sql: string): Promise<ReadonlyMap<number, readonly [number, number]>> {
    const rows = await reader.query(sql)
    const cell = (value: unknown): number => Number(value)
    return new Map(
      rows.map((row) => [cell(row['port']), [cell(row['n']), cell(row['from_ns']) / 1e9]]),
    )
  }

  /** When each stage began, in seconds on the session's clock. */
  async function begunS(): Promise<readonly number[]> {
    const { startMonotonicNs } = await reader.info()
    return text('uptimes')
      .split('\n')
      .map((uptime) => Number(uptime) - Number(startMonotonicNs) / 1e9)
  }

  for (const [what, sql] of [
    [
      'drop',
      `SELECT f.dport AS port, sum(c.drops) AS n, min(c.at_ns) AS from_ns FROM drop_flow f
       JOIN drop_flow_count c ON c.flow = f.id JOIN drop_key k ON k.id = f.key
       WHERE k.source = 'bpf' AND k.reason = 'NO_SOCKET' GROUP BY 1`,
    ],
    [
      'packet',
      `SELECT f.dport AS port, sum(s.packets) AS n, min(s.at_ns) AS from_ns FROM flow f
       JOIN flow_second s ON s.flow = f.id WHERE f.proto = 17 GROUP BY 1`,
    ],
  ] as const) {
    it(`leaves each ${what} there once, and at its time`, async () => {
      const found = await byPort(sql)
      const begun = await begunS()
      for (const [index, { what: stage, port, datagrams }] of stages.entries()) {
        const [n, fromS = NaN] = found.get(port) ?? []
        assert.equal(n, datagrams, stage)
        const late = fromS - (begun[index] ?? NaN)
        assert.ok(Math.abs(late) <= nearS, `${stage}: ${late} s after it was sent`)
      }
    })
  }

  it('leaves each detail at its time', async () => {
    const begun = await begunS()
    let details = 0
    for (const { source, data } of await reader.rows('drop_block')) {
      const block = dropDetails(data)
      for (let i = 0; i < block.count; i++) {
        const atS = block.atNs(i) / 1e9
        assert.ok(
          begun.some((fromS) => Math.abs(atS - fromS) <= nearS),
          `${source}: ${atS} s`,
        )
      }
      if (source === 'bpf') details += block.count
    }
    assert.ok(details >= all, `${details} details`)
  })

  it('leaves per-CPU trace buffers and counters exact', async () => {
    const [traced] = await reader.query(
      `SELECT sum(drops) AS n FROM drop_count JOIN drop_key k ON k.id = key
       WHERE source = 'tracefs' AND reason = 'NO_SOCKET'`,
    )
    assert.equal(traced?.['n'], all)
    const { recorded } = await analyze(reader)
    const counters = recorded.counters?.all ?? []
    assert.equal(recorded.counters?.delta(1, 'snmp:Udp.NoPorts'), all)
    const huge = counters.filter(({ delta }) => Math.abs(delta) > 1e7).map(({ name }) => name)
    assert.deepEqual(huge, [])
    for (const cpu of [1, 2])
      assert.ok(counters.some(({ name }) => name === `softnet:cpu${cpu}.processed`))
    const health = new Map((await reader.rows('source_health')).map((row) => [row.source, row]))
    assert.equal(health.get('tracefs')?.status, 'ok')
    for (const source of ['bpf', 'packets', 'softnet-stat'])
      assert.deepEqual(
        [source, health.get(source)?.status, health.get(source)?.why],
        [source, 'ok', ''],
      )
  })

  it('is told: when the clock was set, and by how much', async () => {
    const events = await reader.rows('event', { where: { kind: 'clock-step' } })
    const hours = events.map(({ text }) => {
      const [, way, ms] = /was set (forward|back) by (\d+) ms/.exec(text) ?? []
      return Math.round(Number(ms) / 3.6e6) * (way === 'back' ? -1 : 1)
    })
    assert.deepEqual(hours, [1, -2, 1])
    const begun = await begunS()
    for (const [index, { at_ns }] of events.entries()) {
      const late = at_ns / 1e9 - (begun[index + 1] ?? NaN)
      assert.ok(Math.abs(late) <= nearS, `noticed ${late} s after`)
    }
  })
})
