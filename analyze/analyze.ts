/** The whole analysis: a session in, findings out. Pure but for reading the session. */
import type { SessionReader } from '../session/reader.js'
import type { Cause, Names, SilentLoss } from './cause.js'
import { loadFolder } from '../session/load-folder.js'
import { withCorrelations } from './correlation/with-correlations.js'
import { Counters } from './artifacts/counters.js'
import { casesOf, total, type CauseCase } from './attribution/explain.js'
import type { Finding, Findings } from './finding.js'
import { segmentsOf } from './ledger/segments.js'
import type { DropGroup } from './artifacts/group.js'
import type { Host } from './artifacts/host.js'
import { loadImpactContext } from './impact/impact-context.js'
import { lostElsewhere } from './impact/lost-elsewhere.js'
import { withImpact } from './impact/with-impact.js'
import { identified } from './identify/identified-groups.js'
import { Ledger } from './ledger/ledger.js'
import { loadArtifacts, type Attached, type Recorded } from './artifacts/load-artifacts.js'
import { loadGroups } from './artifacts/load-groups.js'
import { loadDetails, type LoadedDetails } from './artifacts/load-samples.js'
import { loadTrust } from './model/trust.js'
import { residueWhy } from './ledger/residue.js'
import { withOwners } from './sockets/owners.js'
import { settle, type SettledGroup } from './attribution/settle.js'
import { noneFinding } from './attribution/none.js'
import { splitBySocket } from './identify/split-by-socket.js'
import { splitByInterface } from './identify/split-by-interface.js'
import { sessionSummary, attachedWindow, timelineBins } from './model/session-summary.js'
import { MaskedTally, recordedMasks } from './model/masked-drops.js'
import { maskOfCause, maskOfGroup, maskText, type MaskOfReport } from './model/report-mask.js'
import { Engine } from './attribution/engine.js'
import { countersOfUnknown } from './ledger/unknown-counters.js'

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
  const { masks = [] } = options
  const maskedBy = new MaskedTally()
  const periods = await recordedMasks(reader)
  const causes = await loadFolder<Cause>(new URL('./causes/', import.meta.url))
  const apart = splitBySocket(splitByInterface(loaded, recorded.host), details.sockets)
  const groups = (await identified(reader, apart, recorded, causes, names)).map((g) => {
    const mask = g.masked ? undefined : maskOfGroup(g, names, masks)
    if (g.masked) maskedBy.addRecorded(g, names, periods)
    if (mask !== undefined) maskedBy.add(maskText(mask), g.drops)
    return mask === undefined ? g : { ...g, masked: true }
  })
  const engine = new Engine(causes, recorded, names, groups)

  const settleAll = (some: readonly DropGroup[]): SettledGroup[] =>
    settle(some, engine.able, (cause, group) => cause.claim?.(group, engine.context))
  const settled = settleAll(groups.filter((g) => !g.masked))
  const ledger = new Ledger(recorded.counters ?? new Counters([]))
  const book = (s: SettledGroup, cause: string): void => {
    for (const ref of engine.moves(s)) {
      const { site, reason, drops } = s.group
      ledger.book(ref, { cause, site, reason, drops, segments: segmentsOf(s.group) })
    }
  }
  for (const s of settled) book(s, s.cause.name)
  // what is masked moved its counters all the same: it must not look like a loss without an event
  for (const s of settleAll(groups.filter((g) => g.masked))) book(s, 'masked')
  ledger.spreadPools()
  const silent: { cause: Cause; loss: SilentLoss }[] = []
  // the exact ones first: what they explain is off the residues for those that take what is left
  const byPrecedence = [...engine.able].sort((a, b) => (b.precedence ?? 0) - (a.precedence ?? 0))
  const takeSilent = (some: readonly Cause[]): void => {
    for (const cause of some) {
      for (const loss of cause.silent?.(engine.context, ledger) ?? []) {
        silent.push({ cause, loss })
        ledger.bookSilent(cause.name, loss)
      }
    }
  }
  const isExact = ({ precedence = 0 }: Cause): boolean => precedence >= 0
  takeSilent(byPrecedence.filter(isExact))
  // what no cause explains may be what no counter explains: one loss, not two
  engine.alsoMoved = countersOfUnknown(settled, recorded.counters ?? new Counters([]), ledger)
  for (const s of settled.filter(({ group }) => engine.alsoMoved.has(group.id)))
    book(s, s.cause.name)
  takeSilent(byPrecedence.filter((cause) => !isExact(cause)))

  const { binNs, bins } = await timelineBins(reader)
  const cases = casesOf(settled, silent)
  const findings: Finding[] = []
  const caseOfFinding = new Map<string, CauseCase>()
  const occurrences = new Map<string, number>()
  const maskedCases: CauseCase[] = []
  for (const found of cases) {
    const finding = engine.finding('', found, ledger, trust, binNs, bins)
    const mask = maskOfCause(finding.cause, finding.severity, masks)
    if (mask !== undefined) {
      maskedBy.add(maskText(mask), found.drops)
      maskedCases.push(found)
      continue
    }
    const n = (occurrences.get(found.cause.name) ?? 0) + 1
    occurrences.set(found.cause.name, n)
    const id = n === 1 ? found.cause.name : `${found.cause.name}-${n}`
    caseOfFinding.set(id, found)
    findings.push({ ...finding, id })
  }

  const bySeverity = (severity: Finding['severity']): number =>
    total(findings.filter((f) => f.severity === severity))
  const masked = total(groups.filter((g) => g.masked)) + total(maskedCases)
  const maskedNow = new Set(maskedCases.flatMap((found) => found.groups))
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
  const correlated = await withCorrelations(reader, findings, caseOfFinding, recorded, attached)
  const traffic = await loadImpactContext(reader, recorded, groups, trust, attached)
  const costed = withImpact(correlated, caseOfFinding, traffic)
  const netnsOf = (id: string) => caseOfFinding.get(id)?.netns
  const told = withOwners(costed, netnsOf, recorded.host, await reader.rows('process'))
  const session = await sessionSummary(reader, trust)
  const ledgerRows = ledger.rows(
    (netns) => names.netns(netns),
    (counter, residue) => residueWhy(counter, residue, ledger),
  )
  const result: Findings = {
    schema: 'dropcorr/findings@1',
    session,
    totals,
    maskedBy: maskedBy.rows(),
    findings: told.sort(bySeverityAndDrops),
    elsewhere: lostElsewhere(traffic, ledgerRows, trust, session.closed, names),
    ledger: ledgerRows,
    health: trust.health,
    timeline: { binMs: binNs / 1e6, bins },
    ruledOut: engine.ruledOut(new Set([...findings, ...maskedCases].map(causeName))),
    ...(trust.agreement === undefined ? {} : { agreement: trust.agreement }),
  }
  return {
    findings: result,
    groups: groups.map((g) => (maskedNow.has(g) ? { ...g, masked: true } : g)),
    settled: settled.filter((s) => !maskedNow.has(s.group)),
    cases: caseOfFinding,
    recorded,
    details,
    binNs,
    bins,
    attached,
  }
}

const namesOf = (host: Host | undefined): Names => ({
  netns: (id) => host?.netnsName(id) ?? (id === null ? 'global' : `netns ${id}`),
  interface: (netns, ifindex, atNs = 0) =>
    host?.interfaceName(netns, ifindex, atNs) ?? (ifindex === 0 ? '' : `if${ifindex}`),
})

const severityOrder = { problem: 0, unknown: 1, benign: 2 } as const

const bySeverityAndDrops = (a: Finding, b: Finding): number =>
  severityOrder[a.severity] - severityOrder[b.severity] ||
  b.drops - a.drops ||
  (a.id < b.id ? -1 : 1)

const causeName = ({ cause }: Finding | CauseCase): string =>
  typeof cause === 'string' ? cause : cause.name
