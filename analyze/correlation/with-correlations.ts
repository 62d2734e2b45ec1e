import type { SessionReader } from '../../session/reader.js'
import type { CauseCase } from '../attribution/explain.js'
import type { Finding } from '../finding.js'
import type { Attached, Recorded } from '../artifacts/load-artifacts.js'
import { correlate } from './correlate.js'

/** The findings, those without a known cause with what moves with them as further evidence. */
export async function withCorrelations(
  reader: SessionReader,
  findings: readonly Finding[],
  caseOfFinding: ReadonlyMap<string, CauseCase>,
  recorded: Recorded,
  attached: Attached,
): Promise<Finding[]> {
  const unexplained = findings.filter((f) => f.cause === 'unknown-site')
  if (unexplained.length === 0) return [...findings]
  const cases = unexplained.flatMap((f) => caseOfFinding.get(f.id) ?? [])
  const evidence = await correlate(reader, cases, recorded, attached)
  return findings.map((finding) => {
    const more = evidence[unexplained.indexOf(finding)]
    return more === undefined ? finding : { ...finding, evidence: [...finding.evidence, ...more] }
  })
}
