import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RunningProgram } from '../../test/live/lab/program.js'
import { waitUntil } from '../../test/live/lab/wait-until.js'

/** What a tool cost, from wait4: see generator/measured-run.c. */
export interface Cost {
  readonly cpuNs: number
  readonly peakRssKb: number
}

/** What a tool knows of the floods it saw. */
export interface Known {
  /** Drops at the sites of the floods. */
  readonly counted: number
  /** Drops that are told one by one. */
  readonly details: number
}

/** A tool that counts drops. */
export interface DropCounter {
  readonly name: string
  /** Must be in PATH; undefined for dropcorr. */
  readonly program?: string
  /** What is known of a drop that is told one by one. */
  readonly keeps: string
  /** What is run in `folder`, which is empty. */
  readonly argv: (folder: string) => readonly string[]
  /** true once it counts. */
  readonly isReady: (program: RunningProgram, folder: string) => boolean
  /** Asked after it has ended. */
  readonly known: (program: RunningProgram, folder: string, room: FloodedRoom) => Promise<Known>
}

/** What a tool may be asked about: where the floods were. */
export interface FloodedRoom {
  readonly netns: string
  /** How many different sites and reasons they have. */
  readonly kinds: number
}

/** bpftrace 0.17 and perf find no tracepoints where tracefs is not mounted: they get one of their own. */
export const withTracefs = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  '{ [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing; } && exec "$@"',
  'sh',
] as const

export interface StartedCounter {
  readonly program: RunningProgram
  /** CPU time so far of it and what it has started, to the hundredth of a second. */
  readonly cpuMs: () => number
  /** Nanoseconds and runs of its BPF programs so far; zeros if it has none, or statistics are off. */
  readonly bpf: () => BpfCost
  readonly stop: () => Promise<Cost>
}

export interface BpfCost {
  readonly ns: number
  readonly runs: number
}

/** Starts a tool under measured-run and waits until it counts. */
export async function startCounter(
  tool: DropCounter,
  folder: string,
  measuredRun: string,
): Promise<StartedCounter> {
  const costFile = join(folder, 'cost.json')
  const argv = tool.argv(folder)
  const program = new RunningProgram(measuredRun, [costFile, ...argv])
  await waitUntil(
    `${tool.name} to be ready`,
    () => {
      if (program.status !== undefined) throw new Error(`${argv.join(' ')}: ${program.errors}`)
      return tool.isReady(program, folder)
    },
    60_000,
  )
  return {
    program,
    cpuMs: () => sum(descendants(program.pid).map(cpuMsOf)),
    bpf: () => bpfCostOf(descendants(program.pid)),
    async stop() {
      program.signal('SIGINT')
      await program.ended()
      return JSON.parse(readFileSync(costFile, 'utf8')) as Cost
    },
  }
}

function descendants(pid: number): readonly number[] {
  const path = `/proc/${pid}/task/${pid}/children`
  const children = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  const pids = children === '' ? [] : children.split(' ').map(Number)
  return [...pids, ...pids.flatMap(descendants)]
}

/** USER_HZ is 100 on every architecture Node runs on. */
const msPerTick = 10

/** User and system time of proc(5), its own and that of children that have ended, in ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const path = `/proc/${pid}/stat`
  // One that has ended since it was listed is counted in its parent.
  const stat = existsSync(path) ? readFileSync(path, 'utf8') : ''
  // The name, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return sum(fields.slice(11, 15).map(Number)) * msPerTick
}

/** From fdinfo, which has the run-time statistics of each program that a descriptor holds. */
function bpfCostOf(pids: readonly number[]): BpfCost {
  const byProgram = new Map<string, BpfCost>()
  for (const pid of pids) {
    for (const text of fdInfos(pid)) {
      const id = /prog_id:\s+(\d+)/.exec(text)?.[1]
      const ns = /run_time_ns:\s+(\d+)/.exec(text)?.[1]
      const runs = /run_cnt:\s+(\d+)/.exec(text)?.[1]
      if (id !== undefined && ns !== undefined)
        byProgram.set(id, { ns: Number(ns), runs: Number(runs) })
    }
  }
  const all = [...byProgram.values()]
  return { ns: sum(all.map(({ ns }) => ns)), runs: sum(all.map(({ runs }) => runs)) }
}

function fdInfos(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fdinfo`
  return readdirSync(folder).flatMap((fd) => {
    const path = join(folder, fd)
    // A descriptor may be closed between the listing and the reading.
    return existsSync(path) ? [readFileSync(path, 'utf8')] : []
  })
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0)
