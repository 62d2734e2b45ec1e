import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { Lab } from '../../test/live/lab/lab.js'
import { netnsName } from '../../test/live/lab/netns.js'
import { startCounter, type Cost, type DropCounter, type Known } from './drop-counter.js'
import { floodKinds, floodNames, makeFloods, type Flooded, type FloodName } from './floods.js'

/** One tool, or none, under every flood. */
export interface ToolRun {
  readonly tool: string
  readonly floods: Readonly<Record<FloodName, Flooded>>
  /** Drops made while it was attached. */
  readonly sent: number
  /** undefined with no tool attached. */
  readonly known: Known | undefined
  readonly cost: Cost | undefined
  /** From before the first flood until a second after the last: start-up and end are not in it. */
  readonly steady: { readonly cpuMs: number; readonly wallMs: number } | undefined
  /** Of one more flood, with BPF run-time statistics on; undefined for tools without a BPF program. */
  readonly kernelNsPerDrop: number | undefined
}

/** In which a tool may still read what waits for it. */
const drainMs = 1000
const statistics = 'kernel/bpf_stats_enabled'

/**
 * Floods with each tool in turn and with none, `rounds` times over, so that a slow moment of the machine does not fall on one
 * tool only.
 */
export async function measureInTurn(
  tools: readonly DropCounter[],
  options: { readonly packets: number; readonly rounds: number },
  onRun: (run: ToolRun) => void,
): Promise<readonly ToolRun[]> {
  const measuredRun = await compiled('measured-run', [
    join(packageRoot, 'bench/generator/measured-run.c'),
  ])
  const lab = await Lab.open()
  const runs: ToolRun[] = []
  try {
    const flood = await makeFloods(lab)
    const all = async () => {
      const done: [FloodName, Flooded][] = []
      for (const name of floodNames) done.push([name, await flood(name, options.packets)])
      return Object.fromEntries(done) as Record<FloodName, Flooded>
    }
    await all()
    for (let round = 0; round < options.rounds; round++) {
      for (const tool of [undefined, ...tools]) {
        const run = await measureOnce(tool)
        runs.push(run)
        onRun(run)
      }
    }
    return runs

    async function measureOnce(tool: DropCounter | undefined): Promise<ToolRun> {
      if (tool === undefined) return { ...bare, floods: await all() }
      const folder = mkdtempSync(join(lab.folder, 'run-'))
      const started = await startCounter(tool, folder, measuredRun)
      const [cpuBefore, wallBefore] = [started.cpuMs(), performance.now()]
      const floods = await all()
      await pause(drainMs)
      const steady = {
        cpuMs: started.cpuMs() - cpuBefore,
        wallMs: performance.now() - wallBefore,
      }
      const restore = lab.globalSysctl(statistics, 1)
      const before = started.bpf()
      const extra = await flood('closed port', options.packets)
      const after = started.bpf()
      restore()
      const cost = await started.stop()
      const room = { netns: netnsName('east'), kinds: floodKinds }
      const known = await tool.known(started.program, folder, room)
      rmSync(folder, { recursive: true })
      const runsOfBpf = after.runs - before.runs
      return {
        tool: tool.name,
        floods,
        sent: extra.sent + floodNames.reduce((sum, name) => sum + floods[name].sent, 0),
        known,
        cost,
        steady,
        kernelNsPerDrop: runsOfBpf === 0 ? undefined : (after.ns - before.ns) / runsOfBpf,
      }
    }
  } finally {
    await lab.tearDown()
  }
}

const bare = {
  tool: 'none',
  sent: 0,
  known: undefined,
  cost: undefined,
  steady: undefined,
  kernelNsPerDrop: undefined,
}
