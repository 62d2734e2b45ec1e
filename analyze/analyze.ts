/** The whole analysis: a session in, findings out. Pure but for reading the session. */
import { ipProtocolName } from '../session/packet/numbers.js'
import type { SessionReader } from '../session/reader.js'
import type { ArtifactName, Cause, Context, CounterRef, Names, SilentLoss } from './cause.js'
import { loadFolder } from '../session/load-folder.js'
import { Counters } from './counters.js'
import { dropsEvidence } from './evidence.js'
import {
  binned,
  casesOf,
  flowsOf,
  interfacesOf,
  sitesOf,
  total,
  type CauseCase,
} from './explain.js'
import type { CounterEffect, Finding, Findings, RuledOut } from './finding.js'
import type { DropGroup } from './group.js'
import type { Host } from './host.js'
import { inferNetns } from './infer-netns.js'
import { Ledger } from './ledger.js'
import { loadArtifacts, type Attached, type Recorded } from './load-artifacts.js'
import { loadGroups } from './load-groups.js'
import { loadDetails, type LoadedDetails } from './load-samples.js'
import { hasLostCounts, loadTrust, type Trust } from './trust.js'
import { residueWhy } from './residue.js'
import { inNamespace } from './namespace-command.js'
import { settle, type SettledGroup } from './settle.js'
import { noneFinding } from './none.js'
import { sessionSummary, attachedWindow, timelineBins } from './session-summary.js'
import type { MaskOfReport } from './report-mask.js'
import { isMaskedByReport } from './report-mask.js'

export interface Analysis {
  readonly findings: Findings
  readonly groups: readonly DropGroup[]
  readonly settled: readonly SettledGroup[]
  readonly cases: ReadonlyMap<string, CauseCase>
  readonly recorded: Recorded
  readonly details: LoadedDetails
  readonly binNs: number
  readonly bins: number
  readonly attached: Attached
}

export interface AnalyzeOptions {
  /** Drops to leave out of the findings; they stay counted. */
  readonly masks?: readonly MaskOfReport[]
}

export async function analyze(
  reader: SessionReader,
  options: AnalyzeOptions = {},
): Promise<Analysis> {
  const attached = await attachedWindow(reader)
  const recorded = await loadArtifacts(reader, attached)
  const trust = await loadTrust(reader)
  const source = trust.primarySource
  const details = await loadDetails(reader, source)
  const names = namesOf(recorded.host)
  const loaded = await loadGroups(reader, source, details.samples)
  const groups = loaded
    .map((g) => ({ ...g, netns: inferNetns(g, recorded.host, recorded.sockets) }))
    .map((g) => ({ ...g, masked: g.masked || isMaskedByReport(g, names, options.masks ?? []) }))
  const causes = await loadFolder<Cause>(new URL('./causes/', import.meta.url))
  const engine = new Engine(causes, recorded, names, groups)

  const settleAll = (some: readonly DropGroup[]): SettledGroup[] =>
    settle(some, engine.able, (cause, group) => cause.claim?.(group, engine.context))
  const settled = settleAll(groups.filter((g) => !g.masked))
  const ledger = new Ledger(recorded.counters ?? new Counters([]))
  const book = (s: SettledGroup, cause: string): void => {
    for (const ref of engine.moves(s)) {
      const { site, reason, drops } = s.group
      ledger.book(ref, { cause, site, reason, drops })
    }
  }
  for (const s of settled) book(s, s.cause.name)
  // what is masked moved its counters all the same: it must not look like a loss without an event
  for (const s of settleAll(groups.filter((g) => g.masked))) book(s, 'masked')
  ledger.spreadPools()
  const silent: { cause: Cause; loss: SilentLoss }[] = []
  // the exact ones first: what they explain is off the residues for those that take what is left
  const byPrecedence = [...engine.able].sort((a, b) => (b.precedence ?? 0) - (a.precedence ?? 0))
  for (const cause of byPrecedence) {
    for (const loss of cause.silent?.(engine.context, ledger) ?? []) {
      silent.push({ cause, loss })
      ledger.bookSilent(cause.name, loss)
    }
  }

  const { binNs, bins } = await timelineBins(reader)
  const cases = casesOf(settled, silent)
  const findings: Finding[] = []
  const caseOfFinding = new Map<string, CauseCase>()
  const occurrences = new Map<string, number>()
  for (const found of cases) {
    const n = (occurrences.get(found.cause.name) ?? 0) + 1
    occurrences.set(found.cause.name, n)
    const id = n === 1 ? found.cause.name : `${found.cause.name}-${n}`
    caseOfFinding.set(id, found)
    findings.push(engine.finding(id, found, ledger, trust, binNs, bins))
  }

  const bySeverity = (severity: Finding['severity']): number =>
    total(findings.filter((f) => f.severity === severity))
  const masked = total(groups.filter((g) => g.masked))
  const claimed = new Set(settled.map((s) => s.group.id))
  const unclaimed = groups.filter((g) => !g.masked && !claimed.has(g.id))
  const withoutEvent = total(silent.map((s) => s.loss))
  const totals: Findings['totals'] = {
    drops: total(groups) + withoutEvent,
    problem: bySeverity('problem'),
    benign: bySeverity('benign'),
    unexplained: bySeverity('unknown') + total(unclaimed),
    masked,
    lostDetails: trust.lostDetails,
    packets: recorded.traffic?.packets ?? 0,
    withoutEvent,
  }
  if (totals.problem === 0 && totals.unexplained === 0) {
    findings.push(noneFinding(totals, trust, bins))
  }
  const result: Findings = {
    schema: 'dropcorr/findings@1',
    session: await sessionSummary(reader, trust),
    totals,
    findings: findings.sort(bySeverityAndDrops),
    ledger: ledger.rows(
      (netns) => names.netns(netns),
      (counter, residue) => residueWhy(counter, residue, ledger),
    ),
    health: trust.health,
    ruledOut: engine.ruledOut(new Set(findings.map((f) => f.cause))),
  }
  return {
    findings: result,
    groups,
    settled,
    cases: caseOfFinding,
    recorded,
    details,
    binNs,
    bins,
    attached,
  }
}

/** Calls causes with the artifacts they declared, and only if those were recorded. */
class Engine {
  readonly able: readonly Cause[]
  readonly #causes: readonly Cause[]
  readonly context: Context<ArtifactName>
  readonly #missing: ReadonlyMap<Cause, readonly ArtifactName[]>

  constructor(
    causes: readonly Cause[],
    recorded: Recorded,
    names: Names,
    groups: readonly DropGroup[],
  ) {
    this.#causes = causes
    this.#missing = new Map(
      causes.map((c) => [c, c.needs.filter((need) => recorded[need] === undefined)]),
    )
    this.able = causes.filter((c) => this.#missing.get(c)?.length === 0)
    // the engine is the one place where optional artifacts pass as present: `able` has checked what each cause needs
    this.context = { ...recorded, names, groups } as unknown as Context<ArtifactName>
  }

  /** The counters that each drop of a settled group moved. */
  moves({ cause, group }: Pick<SettledGroup, 'cause' | 'group'>): readonly CounterRef[] {
    return uniqueRefs(cause.moves?.(group, this.context) ?? [])
  }

  /** What a finding explains of each counter, by itself: others of the same cause are not in it. */
  #effects(found: CauseCase, ledger: Ledger): CounterEffect[] {
    const explained = new Map<string, { readonly ref: CounterRef; drops: number }>()
    const add = (ref: CounterRef, drops: number): void => {
      const key = `${ref.netns} ${ref.name}`
      const known = explained.get(key)
      if (known === undefined) explained.set(key, { ref, drops })
      else known.drops += drops
    }
    for (const group of found.groups) {
      for (const ref of this.moves({ cause: found.cause, group })) {
        if (!ref.name.includes('*')) add(ref, group.drops)
      }
    }
    for (const loss of found.silent) for (const ref of loss.counters) add(ref, loss.drops)
    const pools = found.groups.flatMap((group) => this.moves({ cause: found.cause, group }))
    for (const member of uniqueRefs(pools).flatMap((ref) => ledger.membersOf(ref))) {
      const drops = ledger.explainedByCause(member, found.cause.name)
      if (drops > 0) add(member, drops)
    }
    return [...explained.values()].flatMap(({ ref, drops }) => {
      const delta = ledger.explainedOf(ref)?.delta
      const scope = this.context.names.netns(ref.netns)
      return delta === undefined ? [] : [{ name: ref.name, scope, delta, explained: drops }]
    })
  }

  finding(
    id: string,
    found: CauseCase,
    ledger: Ledger,
    trust: Trust,
    binNs: number,
    bins: number,
  ): Finding {
    const { cause } = found
    const told = cause.explain(found, this.context)
    // every cause that needs it has checked; a finding can be made without it
    const host = this.context.host as Host | undefined
    const cut = hasLostCounts(trust) && (told.confidence ?? found.confidence) === 'certain'
    return {
      cause: cause.name,
      id,
      title: told.title + alsoOthers(found.otherSubjects),
      severity: told.severity ?? (cause.kind === 'benign' ? 'benign' : 'problem'),
      confidence: cut ? 'likely' : (told.confidence ?? found.confidence),
      confidenceWhy: cut
        ? `${told.confidenceWhy ?? found.why}; the recorder itself lost counts, so not certain`
        : (told.confidenceWhy ?? found.why),
      drops: found.drops,
      dropsWithoutEvent: total(found.silent),
      window: { fromMs: Math.floor(found.fromNs / 1e6), toMs: Math.ceil(found.toNs / 1e6) },
      netns: [this.context.names.netns(found.netns)],
      interfaces: interfacesOf(found, this.context.names),
      sites: sitesOf(found.groups),
      ...flowsOf(found.groups, (proto) => ipProtocolName(proto)),
      sockets: told.sockets ?? [],
      counters: this.#effects(found, ledger),
      evidence: [...dropsEvidence(found, this.context.groups), ...told.evidence],
      against: told.against ?? [],
      remedy: told.remedy.map((r) => inNamespace(r, host?.facts.netns.get(found.netns ?? -1))),
      timeline: binned([...found.groups, ...found.silent], binNs, bins),
    }
  }

  ruledOut(found: ReadonlySet<string>): RuledOut[] {
    return this.#causes
      .filter((c) => !found.has(c.name))
      .map((c): RuledOut => {
        const missing = this.#missing.get(c) ?? []
        return missing.length > 0
          ? { cause: c.name, state: 'unknown', why: `not recorded: ${missing.join(', ')}` }
          : { cause: c.name, state: 'clear', why: `looked for, not found: ${c.what}` }
      })
  }
}

const namesOf = (host: Host | undefined): Names => ({
  netns: (id) => host?.netnsName(id) ?? (id === null ? 'global' : `netns ${id}`),
  interface: (netns, ifindex, atNs = 0) =>
    host?.interfaceName(netns, ifindex, atNs) ?? (ifindex === 0 ? '' : `if${ifindex}`),
})

function uniqueRefs(refs: readonly CounterRef[]): CounterRef[] {
  const seen = new Map<string, CounterRef>()
  for (const ref of refs) seen.set(`${ref.netns} ${ref.name}`, ref)
  return [...seen.values()]
}

const alsoOthers = (others: number): string =>
  others === 0 ? '' : ` (with ${others.toLocaleString('en-US')} more of this kind, summed up here)`

const severityOrder = { problem: 0, unknown: 1, benign: 2 } as const

const bySeverityAndDrops = (a: Finding, b: Finding): number =>
  severityOrder[a.severity] - severityOrder[b.severity] ||
  b.drops - a.drops ||
  (a.id < b.id ? -1 : 1)
