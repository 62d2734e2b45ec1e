/** From settled claims to findings: cases, evidence that every finding has, and totals. */
import type { Case, Cause, CounterRef, Names, SilentLoss } from '../cause.js'
import type { Evidence, Finding, FlowDrops } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { SettledGroup } from './settle.js'
import { lowest } from './settle.js'

/** Flows listed in a finding; the rest is counted. */
const maxFlows = 20

export interface CauseCase extends Case {
  readonly cause: Cause
}

/** One case per cause, namespace and subject; most drops first. */
export function casesOf(
  settled: readonly SettledGroup[],
  silent: readonly { readonly cause: Cause; readonly loss: SilentLoss }[],
): CauseCase[] {
  const parts = new Map<string, { cause: Cause; settled: SettledGroup[]; silent: SilentLoss[] }>()
  const part = (cause: Cause, netns: number | null, subject: string) => {
    const key = `${cause.name}\0${netns}\0${subject}`
    let found = parts.get(key)
    if (found === undefined) parts.set(key, (found = { cause, settled: [], silent: [] }))
    return found
  }
  for (const s of settled) part(s.cause, s.group.netns, s.claim.subject ?? '').settled.push(s)
  for (const s of silent) part(s.cause, s.loss.netns, s.loss.subject).silent.push(s.loss)
  return fewSubjects([...parts.values()].map(caseOf).sort(byDrops)).sort(byDrops)
}

/** Findings of one cause in one namespace; a scan of a whole network must not make thousands. */
const maxSubjects = 20

/** Cases beyond the first of their cause and namespace become one, under the subject of the largest. */
function fewSubjects(cases: readonly CauseCase[]): CauseCase[] {
  const kept: CauseCase[] = []
  const beyond = new Map<string, CauseCase[]>()
  const seen = new Map<string, number>()
  for (const one of cases) {
    const key = `${one.cause.name}\0${one.netns}`
    const n = (seen.get(key) ?? 0) + 1
    seen.set(key, n)
    if (n < maxSubjects) kept.push(one)
    else if (n === maxSubjects) beyond.set(key, [one])
    else beyond.get(key)?.push(one)
  }
  return [...kept, ...[...beyond.values()].map(merged)]
}

function merged(cases: readonly CauseCase[]): CauseCase {
  // a map of one case or more: see fewSubjects
  const [first] = cases as readonly [CauseCase, ...CauseCase[]]
  const confidence = lowest(cases.map((c) => c.confidence))
  return {
    ...first,
    otherSubjects: cases.length - 1,
    groups: cases.flatMap((c) => c.groups),
    silent: cases.flatMap((c) => c.silent),
    drops: total(cases),
    fromNs: cases.reduce((min, c) => Math.min(min, c.fromNs), Infinity),
    toNs: cases.reduce((max, c) => Math.max(max, c.toNs), 0),
    confidence,
    why: cases.find((c) => c.confidence === confidence)?.why ?? '',
  }
}

function caseOf(part: {
  readonly cause: Cause
  readonly settled: readonly SettledGroup[]
  readonly silent: readonly SilentLoss[]
}): CauseCase {
  const groups = part.settled.map((s) => s.group)
  const claims = [...part.settled.map((s) => s.claim), ...part.silent]
  const confidence = lowest(claims.map((c) => c.confidence))
  const times = [...groups, ...part.silent]
  return {
    cause: part.cause,
    netns: (groups[0] ?? part.silent[0])?.netns ?? null,
    subject: part.settled[0]?.claim.subject ?? part.silent[0]?.subject ?? '',
    otherSubjects: 0,
    groups,
    silent: part.silent,
    drops: total(groups) + total(part.silent),
    fromNs: times.reduce((min, t) => Math.min(min, t.fromNs), Infinity),
    toNs: times.reduce((max, t) => Math.max(max, t.toNs), 0),
    confidence,
    why: claims.find((c) => c.confidence === confidence)?.why ?? '',
  }
}

export const total = (parts: readonly { readonly drops: number }[]): number =>
  parts.reduce((sum, part) => sum + part.drops, 0)

const byDrops = (a: CauseCase, b: CauseCase): number =>
  b.drops - a.drops ||
  (a.cause.name < b.cause.name ? -1 : a.cause.name > b.cause.name ? 1 : 0) ||
  (a.subject < b.subject ? -1 : 1)

export function sitesOf(groups: readonly DropGroup[]): Finding['sites'] {
  const sums = new Map<string, { symbol: string; reason: string; drops: number }>()
  for (const { site, reason, drops } of groups) {
    const known = sums.get(`${site}\0${reason}`)
    if (known === undefined) sums.set(`${site}\0${reason}`, { symbol: site, reason, drops })
    else known.drops += drops
  }
  return [...sums.values()].sort((a, b) => b.drops - a.drops)
}

export function flowsOf(
  groups: readonly DropGroup[],
  protocolName: (proto: number, etherType: number) => string,
): { readonly flows: readonly FlowDrops[]; readonly moreFlows: number } {
  const sums = new Map<string, { -readonly [K in keyof FlowDrops]: FlowDrops[K] }>()
  for (const { flow, drops, protocol } of groups) {
    if (flow === undefined || flow.family === 0) continue
    const { src, sport, dst, dport } = flow
    const proto = protocolName(flow.proto, protocol)
    const key = `${proto} ${src} ${sport} ${dst} ${dport}`
    const known = sums.get(key)
    if (known === undefined) sums.set(key, { proto, src, sport, dst, dport, drops })
    else known.drops += drops
  }
  const flows = [...sums.values()].sort((a, b) => b.drops - a.drops)
  return { flows: flows.slice(0, maxFlows), moreFlows: Math.max(0, flows.length - maxFlows) }
}

export function interfacesOf(found: Case, names: Names): string[] {
  const seen = new Set<string>()
  for (const g of [...found.groups, ...found.silent]) {
    if (g.ifindex !== 0) seen.add(names.interface(g.netns, g.ifindex, g.fromNs))
  }
  return [...seen].sort()
}

/** Sums pairs of (ns, drops) into bins. */
export function binned(
  parts: readonly { readonly buckets: Float64Array }[],
  binNs: number,
  bins: number,
): number[] {
  const sums = new Array<number>(bins).fill(0)
  for (const { buckets } of parts) {
    for (let i = 0; i + 1 < buckets.length; i += 2) {
      const bin = Math.min(bins - 1, Math.max(0, Math.floor((buckets[i] ?? 0) / binNs)))
      sums[bin] = (sums[bin] ?? 0) + (buckets[i + 1] ?? 0)
    }
  }
  return sums
}

export const counterKey = (ref: CounterRef): string => `${ref.netns ?? 'global'} ${ref.name}`

export const noEvidence: readonly Evidence[] = []
