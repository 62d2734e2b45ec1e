import { spreadOf, type Spread } from '../spread.js'
import { floodNames, type Flooded, type FloodName } from './floods.js'
import type { ToolRun } from './measure-in-turn.js'

/** A tool's runs in one line; ratios are to the median of the runs with no tool attached. */
export interface FloodSummary {
  readonly tool: string
  /** Flooder's CPU time per packet against none attached, by flood: 1 = no slow-down. */
  readonly slowDown: Readonly<Record<FloodName, Spread>>
  /** Flooder's CPU time per packet of the closed port beyond that with none attached, ns. */
  readonly addedNs: Spread
  /** Of its BPF program, by the kernel's statistics; undefined for tools without one. */
  readonly kernelNs: Spread | undefined
  /** Counted minus dropped; undefined with no tool. */
  readonly error: Spread | undefined
  /** Drops told one by one, of a hundred. */
  readonly detailsPercent: Spread | undefined
  /** CPU time of the tool while flooded, per cent of one core. */
  readonly steadyPercent: Spread | undefined
  /** CPU time of the whole run: start-up, floods, end. */
  readonly cpuSeconds: Spread | undefined
  readonly peakRssMb: Spread | undefined
}

export function summarise(runs: readonly ToolRun[]): readonly FloodSummary[] {
  const bare = runs.filter(({ tool }) => tool === 'none')
  const baseNs = (name: FloodName) =>
    spreadOf(bare.map(({ floods }) => nsPerDrop(floods[name]))).median
  const tools = [...new Set(runs.map(({ tool }) => tool))]
  return tools.map((tool) => {
    const own = runs.filter((run) => run.tool === tool)
    const slowDown = Object.fromEntries(
      floodNames.map((name) => [
        name,
        spreadOf(own.map(({ floods }) => nsPerDrop(floods[name]) / baseNs(name))),
      ]),
    ) as Record<FloodName, Spread>
    const watched = own.flatMap(({ known, sent }) =>
      known === undefined ? [] : [{ ...known, sent }],
    )
    const steady = own.flatMap((run) => run.steady ?? [])
    const costs = own.flatMap(({ cost }) => cost ?? [])
    return {
      tool,
      slowDown,
      addedNs: spreadOf(
        own.map(({ floods }) => nsPerDrop(floods['closed port']) - baseNs('closed port')),
      ),
      kernelNs: spreadOrNone(own.flatMap(({ kernelNsPerDrop }) => kernelNsPerDrop ?? [])),
      error: spreadOrNone(watched.map(({ counted, sent }) => counted - sent)),
      detailsPercent: spreadOrNone(watched.map(({ details, sent }) => (100 * details) / sent)),
      steadyPercent: spreadOrNone(steady.map(({ cpuMs, wallMs }) => (100 * cpuMs) / wallMs)),
      cpuSeconds: spreadOrNone(costs.map(({ cpuNs }) => cpuNs / 1e9)),
      peakRssMb: spreadOrNone(costs.map(({ peakRssKb }) => peakRssKb / 1024)),
    }
  })
}

const nsPerDrop = ({ cpuNs, sent }: Flooded): number => cpuNs / sent

const spreadOrNone = (values: readonly number[]): Spread | undefined =>
  values.length === 0 ? undefined : spreadOf(values)
