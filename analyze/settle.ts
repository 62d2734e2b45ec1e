import type { Cause, Claim } from './cause.js'
import type { Confidence } from './finding.js'
import type { DropGroup } from './group.js'

export interface SettledGroup {
  readonly group: DropGroup
  readonly cause: Cause
  readonly claim: Claim
}

const rank: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 }

/**
 * Gives each group to one cause at most: the most confident, then the one that looks closer
 * (precedence), then the first by name. Groups that nobody claims stay out.
 */
export function settle(
  groups: readonly DropGroup[],
  causes: readonly Cause[],
  claim: (cause: Cause, group: DropGroup) => Claim | undefined,
): SettledGroup[] {
  const settled: SettledGroup[] = []
  for (const group of groups) {
    if (group.masked) continue
    let best: SettledGroup | undefined
    for (const cause of causes) {
      const made = claim(cause, group)
      if (made !== undefined && (best === undefined || beats(cause, made, best))) {
        best = { group, cause, claim: made }
      }
    }
    if (best !== undefined) settled.push(best)
  }
  return settled
}

function beats(cause: Cause, claim: Claim, best: SettledGroup): boolean {
  const byConfidence = rank[claim.confidence] - rank[best.claim.confidence]
  if (byConfidence !== 0) return byConfidence > 0
  const byPrecedence = (cause.precedence ?? 0) - (best.cause.precedence ?? 0)
  if (byPrecedence !== 0) return byPrecedence > 0
  return cause.name < best.cause.name
}

export const lowest = (confidences: readonly Confidence[]): Confidence =>
  confidences.reduce<Confidence>((low, c) => (rank[c] < rank[low] ? c : low), 'certain')

export const isLower = (a: Confidence, b: Confidence): boolean => rank[a] < rank[b]
