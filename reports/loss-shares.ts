import type { Finding, Findings } from '../analyze/finding.js'
import {
  assignColours,
  benignColour,
  unexplainedColour,
  type CauseColour,
} from './cause-colours.js'
import { sum } from './quantities.js'

/** A finding as charts and tables show it: its letter, its colour, its part of the loss. */
export interface LossShare {
  /** Id of the finding; '' for drops that no finding claims. */
  readonly findingId: string
  /** A, B … Z, AA …; '–' for what no finding claims. */
  readonly letter: string
  readonly name: string
  readonly colour: CauseColour
  readonly drops: number
  readonly finding: Finding | null
}

export interface LossShares {
  /** Packets that somebody misses: problems and what is unexplained. */
  readonly lost: number
  /** What they were lost to: problems by size, then what is not explained. Sums to `lost`. */
  readonly losses: readonly LossShare[]
  /** Housekeeping. */
  readonly benign: readonly LossShare[]
  readonly byId: ReadonlyMap<string, LossShare>
}

const bySize = (a: Finding, b: Finding): number =>
  b.drops - a.drops || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

export function lossShares(findings: Findings): LossShares {
  const of = (severity: Finding['severity']): readonly Finding[] =>
    findings.findings.filter((f) => f.severity === severity).sort(bySize)
  const problems = of('problem')
  const unknown = of('unknown')
  const benign = of('benign')
  const colours = assignColours(problems.map((f) => f.cause))
  let used = 0
  const share = (finding: Finding, colour: CauseColour): LossShare => ({
    findingId: finding.id,
    letter: letters(used++),
    name: finding.id,
    colour,
    drops: finding.drops,
    finding,
  })
  const losses = [
    ...problems.map((f) => share(f, colours.get(f.cause) ?? unexplainedColour)),
    ...unknown.map((f) => share(f, unexplainedColour)),
  ]
  const claimed = sum(losses.map((l) => l.drops))
  const lost = Math.max(findings.totals.problem + findings.totals.unexplained, claimed)
  if (lost > claimed) losses.push(unclaimed(lost - claimed))
  const benignShares = benign.map((f) => share(f, benignColour))
  const byId = new Map([...losses, ...benignShares].map((s) => [s.findingId, s]))
  return { lost, losses, benign: benignShares, byId }
}

const unclaimed = (drops: number): LossShare => ({
  findingId: '',
  letter: '–',
  name: 'claimed by no cause',
  colour: unexplainedColour,
  drops,
  finding: null,
})

/** 0 → A, 25 → Z, 26 → AA. */
export function letters(n: number): string {
  const last = String.fromCharCode(65 + (n % 26))
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last
}
