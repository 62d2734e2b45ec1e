import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SessionReader } from '../../session/reader.js'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { Lab } from '../../test/live/lab/lab.js'
import type { Bench } from '../bench.js'
import { startCounter } from '../drops/drop-counter.js'
import { dropcorrRecord } from '../drops/tools/dropcorr-record.js'
import { makeLargeHost } from '../hosts/large-host.js'
import { spreadOf, spreadText } from '../spread.js'

const fullNamespaces = 200
/** Until intervals fit what there is to read. */
const settlingMs = 15_000
const measuredMs = 30_000

const recorder = dropcorrRecord('bpf', '--no-packets')

interface LargeHostRun {
  /** Of one core, while nothing happens. */
  readonly steadyPercent: number
  /** Of the whole run: start, end and summary too. */
  readonly cpuSeconds: number
  readonly peakRssMb: number
  readonly counters: number
  /** CPU time of one reading of all counters, the dearer of the first and the last. */
  readonly roundCpuMs: number
  /** How far apart readings of one of the other namespaces are at most. */
  readonly widestIntervalMs: number
}

const bench: Bench = {
  name: 'large-host',
  title: 'what recording costs where many namespaces, interfaces, qdiscs and sockets are',
  async run({ rounds, scale, onStep }) {
    const measuredRun = await compiled('measured-run', [
      join(packageRoot, 'bench/generator/measured-run.c'),
    ])
    const lab = await Lab.open()
    const runs: LargeHostRun[] = []
    try {
      const size = await makeLargeHost(lab, Math.round(fullNamespaces * scale))
      onStep(JSON.stringify(size))
      for (let round = 0; round < rounds; round++) {
        const run = await measureOnce(lab, measuredRun)
        runs.push(run)
        onStep(`${run.steadyPercent.toFixed(1)} % of a core, ${run.peakRssMb.toFixed(0)} MB`)
      }
      return {
        tools: [{ name: recorder.name, command: recorder.argv('FOLDER').join(' ') }],
        skipped: [],
        tables: [
          {
            title: `${size.namespaces} namespaces, ${size.interfaces} interfaces, ${size.qdiscsAndClasses} qdiscs and classes, ${size.sockets} sockets`,
            columns: ['', 'median (least–greatest)'],
            rows: [
              ['CPU, % of a core', text(runs, ({ steadyPercent }) => steadyPercent, 1)],
              ['CPU of the whole run, s', text(runs, ({ cpuSeconds }) => cpuSeconds, 1)],
              ['peak memory, MB', text(runs, ({ peakRssMb }) => peakRssMb, 0)],
              ['one reading of all counters, ms of CPU', text(runs, (run) => run.roundCpuMs, 0)],
              ['counters', text(runs, ({ counters }) => counters, 0)],
              ['widest interval, s', text(runs, (run) => run.widestIntervalMs / 1000, 1)],
            ],
          },
        ],
        figures: { size, runs },
      }
    } finally {
      await lab.tearDown()
    }
  },
}

export default bench

async function measureOnce(lab: Lab, measuredRun: string): Promise<LargeHostRun> {
  const folder = mkdtempSync(join(lab.folder, 'recording-'))
  try {
    const started = await startCounter(recorder, folder, measuredRun)
    await pause(settlingMs)
    const [cpuBefore, wallBefore] = [started.cpuMs(), performance.now()]
    await pause(measuredMs)
    const steadyPercent = (100 * (started.cpuMs() - cpuBefore)) / (performance.now() - wallBefore)
    const { cpuNs, peakRssKb } = await started.stop()
    const told = await toldOf(join(folder, 'session.db'))
    return { steadyPercent, cpuSeconds: cpuNs / 1e9, peakRssMb: peakRssKb / 1024, ...told }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function toldOf(
  session: string,
): Promise<Pick<LargeHostRun, 'counters' | 'widestIntervalMs' | 'roundCpuMs'>> {
  const reader = await SessionReader.open(session)
  try {
    const [row] = await reader.query(
      `SELECT json_extract(detail, '$.counters') AS counters, json_extract(detail, '$.widestIntervalMs') AS widest,
         (SELECT max(cpu_us) / 1000.0 FROM counter_round) AS round
       FROM source_health WHERE source = 'counters'`,
    )
    return {
      counters: Number(row?.['counters']),
      widestIntervalMs: Number(row?.['widest']),
      roundCpuMs: Number(row?.['round']),
    }
  } finally {
    await reader.close()
  }
}

const text = (
  runs: readonly LargeHostRun[],
  of: (run: LargeHostRun) => number,
  digits: number,
): string => spreadText(spreadOf(runs.map(of)), digits)
