import type { SourceHealth } from '../../source.js'

/** Books of a tracefs recording. */
export interface TracefsStatistics {
  /** Drops and stacks the buffers had no room for. */
  readonly lostEvents: number
  /** The kernel counts in a histogram: what the buffers lose is no count. */
  readonly histogram: boolean
  /** Drops that found the histogram full. */
  readonly histogramFull: number
  readonly damagedPages: number
  /** Details without their stack: there was no room for another one. */
  readonly stackTableFull: number
  readonly overBudget: number
  readonly bufferKilobytesPerCpu: number
  /** Part of the time without stacks, 0 … 1. */
  readonly withoutStacks: number
  readonly hasReasons: boolean
}

const notTold = ['interface', 'namespace', 'flow', 'headers', 'socket'] as const

export function tracefsHealth(statistics: TracefsStatistics, symbolsMissing: string): SourceHealth {
  const { lostEvents, histogram, histogramFull, damagedPages, stackTableFull } = statistics
  const faults = [
    lostEvents > 0 &&
      (histogram
        ? `details of up to ${lostEvents} drops found the trace buffer full; they are counted`
        : `the trace buffer was full: ${lostEvents} events (drops, and stacks of drops) were lost and are in no count`),
    histogramFull > 0 &&
      `${histogramFull} drops had no room in the kernel's histogram: their number is known, nothing else about them`,
    damagedPages > 0 && `${damagedPages} pages of the trace buffer could not be read in full`,
    stackTableFull > 0 &&
      `details of ${stackTableFull} drops have no stack: there was no room for another one`,
    symbolsMissing !== '' && `drop sites have no names: ${symbolsMissing}`,
  ].filter((fault) => fault !== false)
  const untold = statistics.hasReasons ? notTold : (['reason', ...notTold] as const)
  return {
    status: faults.length === 0 ? 'ok' : 'partial',
    // Blind spots are no faults: they are told, but it is ok.
    why: [...faults, `a trace event does not tell ${listed(untold)}`].join('; '),
    // What is in no count: analyze/agreement takes it for that. Lost details are among the details.
    lost: (histogram ? 0 : lostEvents) + histogramFull,
    detail: {
      ...statistics,
      // Names that analyze/model/trust.ts reads: drops that are in no count.
      missed: histogram ? 0 : lostEvents,
      keyMapFull: histogramFull,
      notTold: untold,
      masksActIn: histogram ? 'the kernel' : 'user space: this kernel has no hist triggers',
    },
  }
}

const listed = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
