import type { CauseCase } from '../attribution/explain.js'
import type { Finding, Impact } from '../finding.js'
import { impactOfCase } from './impact-of-case.js'
import type { ImpactContext } from './impact-context.js'

/** The impact of what is no case of a cause: nothing was lost, or it stands for itself. */
export const noImpact = (drops: number): Impact => ({
  state: drops === 0 ? 'none-visible' : 'unknown',
  summary: drops === 0 ? 'Nothing was lost.' : 'Not known: which packets they were is not known.',
  matched: 0,
  of: drops,
  tcp: null,
  connects: null,
  datagrams: null,
  icmpErrors: null,
  evidence: [],
  unseen: [],
})

/** Tells of each finding what its drops cost. `cases` by id of the finding. */
export const withImpact = (
  findings: readonly Finding[],
  cases: ReadonlyMap<string, CauseCase>,
  context: ImpactContext | undefined,
): Finding[] =>
  findings.map((finding) => {
    const found = cases.get(finding.id)
    return found === undefined
      ? finding
      : { ...finding, impact: impactOfCase(found, finding.severity, context) }
  })
