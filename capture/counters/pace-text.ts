import { readingBudget, type ReadingPace } from './reading-pace.js'

/** What an event of the session says of intervals that have changed. `intervalMs`: what was asked for. */
export function paceText(pace: ReadingPace, intervalMs: number, othersThere: number): string {
  if (pace.own.rounds === 1 && pace.others.rounds === 1)
    return 'counters of all namespaces are read in every interval again'
  const every = (rounds: number): string => `${((rounds * intervalMs) / 1000).toFixed(2)} s`
  return (
    `to read the counters of all ${othersThere + 1} namespaces once takes ${Math.round(pace.allUs(othersThere) / 1000)} ms of CPU time: ` +
    `to stay within ${readingBudget * 100} % of one CPU, those of the host are read each ${every(pace.own.rounds)} and those of ` +
    `other namespaces each ${every(pace.others.rounds)}; what they count stays exact, when it was counted is known less exactly`
  )
}
