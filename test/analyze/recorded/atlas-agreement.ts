/** Do the counters that causes book agree with what the atlas says drops move? Two reviews of the same kernel. */
import type { Analysis } from '../../../analyze/analyze.js'
import { counterPattern } from '../../../analyze/kernel/counters.js'
import { countersMovedBy } from '../../../analyze/kernel/moved-counters.js'

/** What one says and the other does not, each as a line; empty where they agree. */
export function atlasDisagreements({ findings, settled }: Analysis): readonly string[] {
  const lines = new Set<string>()
  for (const { counter, explainedBy } of findings.ledger) {
    for (const { cause, site, reason } of explainedBy) {
      // booked from counters alone, or by what is said of drops under a mask
      if (site === '' || cause === 'masked' || cause === 'unknown-site') continue
      const moved = countersMovedBy(reason, site).map((m) => m.counter)
      if (!moved.includes(counterPattern(counter)))
        lines.add(
          `${cause} books ${reason} at ${site} on ${counterPattern(counter)}: not in the atlas`,
        )
    }
  }
  for (const { group, cause } of settled) {
    for (const { counter, per, when } of countersMovedBy(group.reason, group.site)) {
      if (when !== '' || per !== 'packet') continue
      const rows = findings.ledger.filter(
        (row) => counterPattern(row.counter) === counter && row.delta > 0,
      )
      const isBooked = rows.some((row) =>
        row.explainedBy.some((by) => by.site === group.site && by.reason === group.reason),
      )
      if (rows.length > 0 && !isBooked)
        lines.add(`${cause.name} does not book ${group.reason} at ${group.site} on ${counter}`)
    }
  }
  return [...lines]
}
