import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RunningProgram } from '../test/live/lab/program.js'
import { waitUntil } from '../test/live/lab/wait-until.js'

/** What a tool cost, from wait4: see generator/measured-run.c. */
export interface Cost {
  readonly cpuNs: number
  readonly peakRssKb: number
}

export interface DropCounterRun {
  /** Ends the tool; returns what it cost. */
  readonly stop: () => Promise<Cost>
  /** Drops it counted at the site of the flood. Asked for after stop. */
  readonly counted: () => Promise<number>
}

/** A tool that counts drops. */
export interface DropCounter {
  readonly name: string
  /** Resolves once it counts. `netns` is where the flood is going to be. */
  start(folder: string, measuredRun: string, netns: readonly string[]): Promise<DropCounterRun>
}

/** bpftrace 0.17 and perf find no tracepoints where tracefs is not mounted: they get one of their own. */
export const withTracefs = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount -t tracefs tracefs /sys/kernel/tracing && exec "$@"',
  'sh',
] as const

/** Starts argv under measured-run and waits until `isReady`. */
export async function startMeasured(
  folder: string,
  measuredRun: string,
  argv: readonly string[],
  isReady: (program: RunningProgram) => boolean,
): Promise<{ readonly program: RunningProgram; readonly stop: () => Promise<Cost> }> {
  const costFile = join(folder, 'cost.json')
  const program = new RunningProgram(measuredRun, [costFile, ...argv])
  await waitUntil(
    `${argv[0]} to be ready`,
    () => {
      if (program.status !== undefined) throw new Error(`${argv.join(' ')}: ${program.errors}`)
      return isReady(program)
    },
    60_000,
  )
  return {
    program,
    async stop() {
      program.signal('SIGINT')
      await program.ended()
      return JSON.parse(readFileSync(costFile, 'utf8')) as Cost
    },
  }
}
