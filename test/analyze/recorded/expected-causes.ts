/** What the lab says of the fault that was recorded: goldens are held against it, not only against themselves. */
import type { Findings } from '../../../analyze/finding.js'
import type { NamedFault } from '../../live/lab/fault.js'
import { judge } from '../../live/lab/verdict.js'

/** What is wrong in a report about a recording of this fault; empty = nothing. */
export function mistakesAbout(fault: NamedFault, report: Findings): readonly string[] {
  const own = [
    ...new Set(report.findings.flatMap((f) => f.netns).concat(report.ledger.map((r) => r.scope))),
  ]
  const { mistakes } = judge(
    fault.causes,
    report,
    own.filter((name) => name.startsWith('lab-')),
  )
  // the kernel chose how many: the number was measured while recording
  return fault.measure === undefined
    ? mistakes
    : mistakes.filter((text) => !/\d+ (drops instead of|of) \d+$/.test(text))
}
