import type { DropStatistics } from '../../../native/index.js'
import type { SourceHealth } from '../../source.js'

/** How the BPF source fared, from its own books. */
export function bpfHealth(statistics: DropStatistics, symbolsMissing: string): SourceHealth {
  const { ringFull, overBudget, keyMapFull, flowMapFull, stackTableFull, missed } = statistics
  const faults = [
    keyMapFull > 0 &&
      `${keyMapFull} drops had no room in the key map: their number is known, nothing else about them`,
    missed > 0 &&
      `${missed} drops came while the counter was busy on the same CPU and are in no count`,
    ringFull > 0 && `details of ${ringFull} drops found the ring buffer full; they are counted`,
    flowMapFull > 0 &&
      `${flowMapFull} drops had no room in the flow map: they are counted by site, but not by flow`,
    stackTableFull > 0 &&
      `details of ${stackTableFull} drops have no stack: there was no room for another one`,
    symbolsMissing !== '' && `drop sites have no names: ${symbolsMissing}`,
  ].filter((fault) => fault !== false)
  return {
    status: faults.length === 0 ? 'ok' : 'partial',
    why: faults.join('; '),
    lost: keyMapFull + missed + ringFull,
    // What the budget left out is no loss: it is sampling, and said by the number.
    detail: { ...statistics, overBudget },
  }
}
