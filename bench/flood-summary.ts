import type { FloodRun } from './drop-flood.js'
import { spreadOf, type Spread } from './spread.js'

/** A tool's runs in one line; ratios are to the median of the runs with no tool attached. */
export interface FloodSummary {
  readonly tool: string
  /** Flooder's packets per second. */
  readonly rate: Spread
  /** CPU time of the flooder per packet, ns. */
  readonly nsPerDrop: Spread
  /** Flooder's CPU time per packet against none attached: 1 = no slow-down. */
  readonly slowDown: number
  /** Counted minus sent; undefined with no tool. Tools that see the whole machine may count others' drops too. */
  readonly error: Spread | undefined
  readonly cpuSeconds: Spread | undefined
  readonly peakRssMb: Spread | undefined
}

export function summarise(runs: readonly FloodRun[]): readonly FloodSummary[] {
  const tools = [...new Set(runs.map(({ tool }) => tool))]
  const baseline = spreadOf(runs.filter(({ tool }) => tool === 'none').map(nsPerDrop)).median
  return tools.map((tool) => {
    const own = runs.filter((run) => run.tool === tool)
    const costs = own.flatMap(({ cost }) => cost ?? [])
    const errors = own.flatMap(({ counted, sent }) => (counted === undefined ? [] : counted - sent))
    const perDrop = spreadOf(own.map(nsPerDrop))
    return {
      tool,
      rate: spreadOf(own.map(({ sent, wallNs }) => (sent * 1e9) / wallNs)),
      nsPerDrop: perDrop,
      slowDown: perDrop.median / baseline,
      error: spreadOrNone(errors),
      cpuSeconds: spreadOrNone(costs.map(({ cpuNs }) => cpuNs / 1e9)),
      peakRssMb: spreadOrNone(costs.map(({ peakRssKb }) => peakRssKb / 1024)),
    }
  })
}

function nsPerDrop({ floodCpuNs, sent }: FloodRun): number {
  return floodCpuNs / sent
}

function spreadOrNone(values: readonly number[]): Spread | undefined {
  return values.length === 0 ? undefined : spreadOf(values)
}
