import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../session/package-root.js'
import { compiled } from '../test/live/lab/compiled.js'
import { Lab } from '../test/live/lab/lab.js'
import { east, twoHosts } from '../test/live/lab/topology.js'
import type { Cost, DropCounter } from './drop-counter.js'

/** One flood, with one tool or none attached. */
export interface FloodRun {
  readonly tool: string
  /** Packets sent, each of which the kernel drops. */
  readonly sent: number
  readonly wallNs: number
  /** CPU time of the flooder: the kernel's work on each drop, hooks included, runs in it. */
  readonly floodCpuNs: number
  /** undefined with no tool attached. */
  readonly counted: number | undefined
  readonly cost: Cost | undefined
}

const generatorFolder = join(packageRoot, 'bench/generator')
const closedPort = 9

/**
 * Floods a closed UDP port across a veth pair, `rounds` times with each tool in turn and with none, so that a slow moment of
 * the machine does not fall on one tool only.
 */
export async function floodInTurn(
  tools: readonly DropCounter[],
  options: { readonly packets: number; readonly rounds: number },
  onRun: (run: FloodRun) => void,
): Promise<readonly FloodRun[]> {
  const flooder = await compiled('udp-flood', [join(generatorFolder, 'udp-flood.c')])
  const measuredRun = await compiled('measured-run', [join(generatorFolder, 'measured-run.c')])
  const lab = await Lab.open()
  const runs: FloodRun[] = []
  try {
    await twoHosts(lab)
    const flood = () =>
      lab.run('west', `${flooder} ${east.address} ${closedPort} ${options.packets}`)
    await flood()
    for (let round = 0; round < options.rounds; round++) {
      for (const tool of [undefined, ...tools]) {
        const run = await floodOnce(lab, flood, measuredRun, tool)
        runs.push(run)
        onRun(run)
      }
    }
  } finally {
    await lab.tearDown()
  }
  return runs
}

async function floodOnce(
  lab: Lab,
  flood: () => Promise<string>,
  measuredRun: string,
  tool: DropCounter | undefined,
): Promise<FloodRun> {
  const folder = mkdtempSync(join(lab.folder, 'run-'))
  const running = await tool?.start(folder, measuredRun, lab.netnsNames)
  const { sent, wallNs, cpuNs } = JSON.parse(await flood()) as Flooded
  const cost = await running?.stop()
  const counted = await running?.counted()
  rmSync(folder, { recursive: true })
  return { tool: tool?.name ?? 'none', sent, wallNs, floodCpuNs: cpuNs, counted, cost }
}

interface Flooded {
  readonly sent: number
  readonly wallNs: number
  readonly cpuNs: number
}
