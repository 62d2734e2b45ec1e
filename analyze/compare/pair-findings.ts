import type { Finding } from '../finding.js'

export type FindingPair =
  | { readonly was: Finding; readonly is: Finding }
  | { readonly was: Finding; readonly is: undefined }
  | { readonly was: undefined; readonly is: Finding }

/**
 * Pairs the findings of two sessions that are about the same thing: the same cause, and of that what has most in
 * common (namespace, interfaces, sockets, drop sites, destinations). Names of namespaces may change (containers are
 * made anew), so a pair may differ in each of these, but not in the cause.
 */
export function pairs(
  before: readonly Finding[],
  after: readonly Finding[],
): readonly FindingPair[] {
  const candidates = before
    .flatMap((was) =>
      after
        .filter((is) => is.cause === was.cause)
        .map((is) => ({ was, is, common: inCommon(was, is) })),
    )
    .sort((a, b) => b.common - a.common || compareIds(a.was, b.was) || compareIds(a.is, b.is))
  const taken = new Set<Finding>()
  const paired: FindingPair[] = []
  for (const { was, is } of candidates) {
    if (taken.has(was) || taken.has(is)) continue
    taken.add(was).add(is)
    paired.push({ was, is })
  }
  return [
    ...paired,
    ...before.filter((was) => !taken.has(was)).map((was) => ({ was, is: undefined })),
    ...after.filter((is) => !taken.has(is)).map((is) => ({ was: undefined, is })),
  ]
}

function inCommon(a: Finding, b: Finding): number {
  const shared = (of: (finding: Finding) => readonly string[]): number => {
    const other = new Set(of(b))
    return of(a).some((text) => other.has(text)) ? 1 : 0
  }
  return (
    8 * shared((f) => f.netns) +
    4 * shared((f) => f.sockets.map(({ proto, local }) => `${proto} ${local}`)) +
    4 * shared((f) => f.flows.map(({ proto, dst, dport }) => `${proto} ${dst} ${dport}`)) +
    2 * shared((f) => f.interfaces) +
    shared((f) => f.sites.map(({ symbol, reason }) => `${symbol} ${reason}`))
  )
}

const compareIds = (a: Finding, b: Finding): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
