import { ipProtocolName } from '../../session/packet/numbers.js'
import type { ArtifactName, Cause, Context, CounterRef, Names } from '../cause.js'
import { dropsEvidence } from './evidence.js'
import { binned, flowsOf, interfacesOf, sitesOf, total, type CauseCase } from './explain.js'
import type { CounterEffect, Finding, RuledOut } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host, Sockets } from '../artifacts/host.js'
import { noImpact } from '../impact/with-impact.js'
import type { Ledger } from '../ledger/ledger.js'
import { type Recorded } from '../artifacts/load-artifacts.js'
import { localSockets } from '../sockets/local-sockets.js'
import { type Trust } from '../model/trust.js'
import { inNamespace } from './namespace-command.js'
import { withMovedCounter } from '../ledger/verify-counter.js'
import { sourceBlindness } from './source-blindness.js'
import { type SettledGroup } from './settle.js'

/** Calls causes with the artifacts they declared, and only if those were recorded. */
export class Engine {
  readonly able: readonly Cause[]
  readonly #causes: readonly Cause[]
  readonly context: Context<ArtifactName>
  readonly #missing: ReadonlyMap<Cause, readonly ArtifactName[]>
  /** Counters that groups of no known cause moved beside those their cause names, by group. */
  alsoMoved: ReadonlyMap<number, readonly CounterRef[]> = new Map()

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
    return uniqueRefs([
      ...(cause.moves?.(group, this.context) ?? []),
      ...(this.alsoMoved.get(group.id) ?? []),
    ])
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
        if (ledger.membersOf(ref).length === 0) add(ref, group.drops)
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
    const sockets = this.context.sockets as Sockets | undefined
    const counters = this.#effects(found, ledger)
    const blindness = sourceBlindness(found.groups, trust)
    const doubt = [trust.doubt, blindness].filter((each) => each !== '').join(', and ')
    const severity = told.severity ?? (cause.kind === 'benign' ? 'benign' : 'problem')
    const cut = doubt !== '' && (told.confidence ?? found.confidence) === 'certain'
    return {
      cause: cause.name,
      id,
      title: told.title + alsoOthers(found.otherSubjects),
      severity,
      confidence: cut ? 'likely' : (told.confidence ?? found.confidence),
      confidenceWhy: cut
        ? `${told.confidenceWhy ?? found.why}; ${doubt}, so not certain`
        : (told.confidenceWhy ?? found.why),
      drops: found.drops,
      dropsWithoutEvent: total(found.silent),
      window: { fromMs: Math.floor(found.fromNs / 1e6), toMs: Math.ceil(found.toNs / 1e6) },
      netns:
        found.netns === null && blindness !== '' ? [] : [this.context.names.netns(found.netns)],
      interfaces: interfacesOf(found, this.context.names),
      sites: sitesOf(found.groups),
      ...flowsOf(found.groups, (proto) => ipProtocolName(proto)),
      sockets: told.sockets ?? (severity === 'benign' ? [] : localSockets(found, host, sockets)),
      counters,
      evidence: [...dropsEvidence(found, this.context.groups), ...told.evidence],
      against: told.against ?? [],
      remedy: told.remedy.map((r) =>
        inNamespace(withMovedCounter(r, counters), host?.facts.netns.get(found.netns ?? -1)),
      ),
      impact: noImpact(found.drops),
      owners: [],
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

function uniqueRefs(refs: readonly CounterRef[]): CounterRef[] {
  const seen = new Map<string, CounterRef>()
  for (const ref of refs) seen.set(`${ref.netns} ${ref.name}`, ref)
  return [...seen.values()]
}

const alsoOthers = (others: number): string =>
  others === 0 ? '' : ` (with ${others.toLocaleString('en-US')} more of this kind, summed up here)`
