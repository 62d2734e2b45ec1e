import type { Cause, Claim } from '../cause.js'
import type { Confidence } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'

export interface SettledGroup {
  readonly group: DropGroup
  readonly cause: Cause
  readonly claim: Claim
}

const rank: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 }

type AskClaim = (cause: Cause, group: DropGroup) => Claim | undefined

/**
 * Gives each group to one cause at most: the most confident, then the one that looks closer
 * (precedence), then the first by name. Groups that nobody claims stay out.
 */
export function settle(
  groups: readonly DropGroup[],
  causes: readonly Cause[],
  claim: AskClaim,
): SettledGroup[] {
  const settled: SettledGroup[] = []
  const ofKey = new Map<string, SettledGroup[]>()
  for (const group of groups) {
    const key = `${group.key} ${group.part ?? 0}`
    const siblings = ofKey.get(key) ?? []
    // flows of a key come before the rest of it (load-groups.ts)
    const best =
      (group.flowId === 0 ? likeSiblings(group, siblings) : undefined) ??
      bestClaim(group, causes, claim)
    if (best === undefined) continue
    settled.push(best)
    if (siblings.push(best) === 1) ofKey.set(key, siblings)
  }
  return settled
}

function bestClaim(
  group: DropGroup,
  causes: readonly Cause[],
  claim: AskClaim,
): SettledGroup | undefined {
  let best: SettledGroup | undefined
  for (const cause of causes) {
    const made = claim(cause, group)
    if (made !== undefined && (best === undefined || beats(cause, made, best))) {
      best = { group, cause, claim: made }
    }
  }
  return best
}

/**
 * The rest of a key whose flows did not fit the kernel's flow map has the same place, reason, interface
 * and namespace as the flows that did. It goes where all of those went, or else where most drops went.
 */
function likeSiblings(
  rest: DropGroup,
  siblings: readonly SettledGroup[],
): SettledGroup | undefined {
  const sums = new Map<string, { readonly like: SettledGroup; drops: number }>()
  for (const settled of siblings) {
    const key = `${settled.cause.name}\0${settled.claim.subject ?? ''}`
    const known = sums.get(key)
    if (known === undefined) sums.set(key, { like: settled, drops: settled.group.drops })
    else known.drops += settled.group.drops
  }
  const most = [...sums.values()].reduce<{ like: SettledGroup; drops: number } | undefined>(
    (best, sum) => (best === undefined || sum.drops > best.drops ? sum : best),
    undefined,
  )
  if (most === undefined) return undefined
  const { cause, claim } = most.like
  if (sums.size === 1) return { group: rest, cause, claim }
  const why = 'flows that did not fit the flow map are taken for what most flows of that place are'
  const confidence = isLower(claim.confidence, 'likely') ? claim.confidence : 'likely'
  return { group: rest, cause, claim: { ...claim, confidence, why } }
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
