import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { runProgram } from '../../test/live/lab/program.js'

export interface CommandCost {
  readonly wallS: number
  readonly cpuS: number
  readonly peakMb: number
}

/** Runs a command to its end. Throws if it fails. */
export async function measuredCommand(argv: readonly string[]): Promise<CommandCost> {
  const measuredRun = await compiled('measured-run', [
    join(packageRoot, 'bench/generator/measured-run.c'),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-cost-'))
  try {
    const file = join(folder, 'cost.json')
    const began = process.hrtime.bigint()
    await runProgram(measuredRun, [file, ...argv])
    const wallS = Number(process.hrtime.bigint() - began) / 1e9
    const { status, cpuNs, peakRssKb } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly status: number
      readonly cpuNs: number
      readonly peakRssKb: number
    }
    if (status !== 0) throw new Error(`${argv.join(' ')}: exit ${status}`)
    return { wallS, cpuS: cpuNs / 1e9, peakMb: peakRssKb / 1024 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
