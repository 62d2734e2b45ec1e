/**
 * Measures `dropcorr report` on sessions of growing size whose findings are known, as root:
 *   npm run build && node dist/bench/scale/run.js [--sizes 0.1,1,10] [--keep FOLDER]
 * A size is millions of drops; the session holds twice as many captured packets. Prints a table, keeps it in bench/results.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { Lab } from '../../test/live/lab/lab.js'
import { runProgram } from '../../test/live/lab/program.js'
import { machine } from '../machine.js'
import { baseDrops, recordBase } from './base-session.js'
import { replay } from './replay-session.js'

interface Measured {
  readonly millions: number
  readonly drops: number
  readonly packets: number
  readonly sessionMb: number
  readonly wallS: number
  readonly cpuS: number
  readonly peakMb: number
  /** Causes whose count is not the known one. */
  readonly wrong: readonly string[]
}

const sizes = (valueOf('--sizes') ?? '0.1,1,10').split(',').map(Number)
const keep = valueOf('--keep')
const folder = keep ?? mkdtempSync(join(tmpdir(), 'dropcorr-scale-'))
mkdirSync(folder, { recursive: true })
const measuredRun = await compiled('measured-run', [
  join(packageRoot, 'bench/generator/measured-run.c'),
])
const lab = await Lab.open()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

try {
  const base = await recordBase(lab)
  const rows: Measured[] = []
  console.log('drops M  packets M  session MB  wall s  CPU s  peak MB  wrong')
  for (const millions of sizes) {
    const row = await measure(base, millions)
    rows.push(row)
    const cells = [
      row.drops / 1e6,
      row.packets / 1e6,
      row.sessionMb,
      row.wallS,
      row.cpuS,
      row.peakMb,
    ]
    console.log(
      [...cells.map((cell) => cell.toFixed(1).padStart(8)), row.wrong.join('; ') || 'none'].join(
        ' ',
      ),
    )
  }
  const results = join(packageRoot, 'bench/results')
  mkdirSync(results, { recursive: true })
  writeFileSync(
    join(results, 'report-scale.json'),
    `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`,
  )
} finally {
  await lab.tearDown()
  if (keep === undefined) rmSync(folder, { recursive: true })
}

async function measure(base: string, millions: number): Promise<Measured> {
  const session = join(folder, `scale-${millions}.db`)
  const { factor, drops, packets } = await replay(base, session, {
    drops: millions * 1e6,
    packets: millions * 2e6,
    windows: 60,
    variants: 400,
    details: 200_000,
  })
  const json = join(folder, `scale-${millions}.json`)
  const cost = join(folder, 'cost.json')
  const cli = join(packageRoot, 'dist/cli/main.js')
  const began = process.hrtime.bigint()
  const argv = [cost, process.execPath, cli, 'report', session, '--format', 'json', '--out', json]
  await runProgram(measuredRun, argv)
  const wallS = Number(process.hrtime.bigint() - began) / 1e9
  const { cpuNs, peakRssKb } = JSON.parse(readFileSync(cost, 'utf8')) as {
    readonly cpuNs: number
    readonly peakRssKb: number
  }
  const found = JSON.parse(readFileSync(json, 'utf8')) as Findings
  const sessionMb = statSync(session).size / 2 ** 20
  if (keep === undefined) rmSync(session)
  return {
    ...{ millions, drops, packets, sessionMb, wallS },
    ...{ cpuS: cpuNs / 1e9, peakMb: peakRssKb / 1024 },
    wrong: wrongOf(found, factor),
  }
}

function wrongOf({ findings }: Findings, factor: number): readonly string[] {
  return Object.entries(baseDrops).flatMap(([cause, drops]) => {
    const counted = findings
      .filter((finding) => finding.cause === cause)
      .reduce((sum, finding) => sum + finding.drops, 0)
    return counted === drops * factor ? [] : [`${cause} ${counted} for ${drops * factor}`]
  })
}

function valueOf(flag: string): string | undefined {
  const at = process.argv.indexOf(flag)
  return at < 0 ? undefined : process.argv[at + 1]
}
