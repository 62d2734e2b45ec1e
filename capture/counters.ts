import { BusyNamespaces } from './counters/busy-namespaces.js'
import { childrenCpuUs } from './counters/children-cpu.js'
import { append, noRows, type CounterRows } from './counters/counter-series.js'
import { InterfaceHistory } from './counters/interface-history.js'
import { NamespaceCounters, type CountersShared } from './counters/namespace-counters.js'
import { NamespaceReader, type NetlinkAddon } from './counters/namespace-reader.js'
import { paceText } from './counters/pace-text.js'
import { readingBudget, ReadingPace } from './counters/reading-pace.js'
import { counterSources } from './counters/source-folder.js'
import { SourceTally } from './counters/source-tally.js'
import { hostNetnsId } from './host/namespaces.js'
import { NamespaceGoneError } from './host/namespace-entry.js'
import { cpuTimeNs } from './host/pace.js'
import type {
  CounterSource,
  Namespace,
  NetnsRegistry,
  SessionClock,
  Sink,
  SourceHealth,
} from './source.js'

export interface CountersOptions {
  readonly sink: Sink
  readonly clock: SessionClock
  readonly netns: NetnsRegistry
  readonly addon: NetlinkAddon
  readonly intervalMs: number
  /** Those in capture/counter-sources unless given. */
  readonly sources?: readonly CounterSource[]
}

/** 'first' and 'last' read every source in every namespace, the quick ones first. */
export type RoundKind = 'first' | 'regular' | 'last'

interface Due {
  readonly namespace: Namespace
  readonly sources: readonly CounterSource[]
}

const only = (due: readonly Due[], which: (source: CounterSource) => boolean): readonly Due[] =>
  due.map(({ namespace, sources }) => ({ namespace, sources: sources.filter(which) }))

/** Sources that run programs or read long lists say so by being read this seldom. */
const slowEvery = 8

const isSlow = ({ every }: CounterSource): boolean => every >= slowEvery
const isQuick = (source: CounterSource): boolean => !isSlow(source)
const isUrgent = ({ urgent }: CounterSource): boolean => urgent === true
const isOwn = ({ namespace }: Due): boolean => namespace.id === hostNetnsId
const isOfOthers = (due: Due): boolean => !isOwn(due)
const isOther = (source: CounterSource): boolean => isQuick(source) && !isUrgent(source)

/** A few files of a few namespaces; longer if another process took the CPU meanwhile. */
const atOnceNs = 2e6
const attempts = 8

/** Its row in source_health, beside one for each counter source. */
const ownHealth = 'counters'

/** Finds the sources and prepares to read. The first round is the baseline. */
export async function createCounters(options: CountersOptions): Promise<Counters> {
  return new Counters(options, options.sources ?? (await counterSources()))
}

/**
 * Reads all counters of all namespaces, round by round, and stores the first value of each, every change (tables
 * counter, counter_change) and what each round cost (counter_round). The caller decides when; a round runs
 * synchronously. Nothing is kept open between rounds. A namespace that vanishes keeps its last values.
 */
export class Counters {
  readonly #options: CountersOptions
  readonly #sources: readonly CounterSource[]
  readonly #shared: CountersShared
  readonly #namespaces = new Map<number, NamespaceCounters>()
  readonly #pace: ReadingPace
  /** Namespaces that are there but cannot be entered, with the reason. */
  readonly #shut = new Map<string, string>()
  #counters = 0
  #rounds = 0
  #wallUs = 0
  #slowestUs = 0
  #cpuUs = 0
  #toldStride = 1

  constructor(options: CountersOptions, sources: readonly CounterSource[]) {
    this.#options = options
    this.#sources = sources
    this.#pace = new ReadingPace(options.intervalMs)
    this.#shared = {
      addon: options.addon,
      clock: options.clock,
      interfaces: new InterfaceHistory(),
      busy: new BusyNamespaces(),
      tallies: new Map(sources.map((source) => [source, new SourceTally(source)])),
      nextId: () => (this.#counters += 1),
      startedWallMs: Date.now(),
    }
  }

  /** Reads what is quick and keeps nothing: the first round then takes no longer than others, and knows where to begin. */
  warmUp(): void {
    this.#readIdly(isQuick)
    this.#readIdly(isUrgent)
  }

  /**
   * In the first and last round `turnBooks` opens or closes the books of drops: it is called right before what is urgent is
   * read, and once more if the machine was too busy to read that at once.
   */
  round(kind: RoundKind, turnBooks?: () => void): void {
    const { clock, netns, sink } = this.#options
    let atNs = clock.now()
    const cpuAtStart = process.cpuUsage()
    const namespaces = kind === 'regular' ? netns.list() : this.#shared.busy.ordered(netns.list())
    const due = this.#due(namespaces, kind)
    const rows = noRows()
    let ownUs = 0
    const cpuBefore = cpuTimeNs()
    const childrenCpu = this.#withChildrenCpu(due, () => {
      if (kind === 'regular') {
        this.#readAll(due.filter(isOwn), rows)
        ownUs = (cpuTimeNs() - cpuBefore) / 1000
        return this.#readAll(due.filter(isOfOthers), rows)
      }
      // As soon as may be. Programs take long, at the start as at the end: that evens out while drops go on at one rate.
      atNs = this.#readUrgent(kind, due, turnBooks, rows)
      this.#readAll(only(due, isOther), rows)
      this.#readAll(only(due, isSlow), rows)
    })
    const cpu = process.cpuUsage(cpuAtStart)
    const wallUs = Math.round((clock.now() - atNs) / 1000)
    // Other threads of the process count too (the database's writes): an upper bound.
    const cpuUs = cpu.user + cpu.system + childrenCpu
    if (rows.counters.length > 0) sink.add('counter', rows.counters)
    if (rows.changes.length > 0) sink.add('counter_change', rows.changes)
    const { values, changes } = rows
    sink.add('counter_round', [
      { at_ns: atNs, wall_us: wallUs, cpu_us: cpuUs, values, changes: changes.length },
    ])
    this.#rounds += 1
    this.#wallUs += wallUs
    this.#slowestUs = Math.max(this.#slowestUs, wallUs)
    this.#cpuUs += cpuUs
    this.#forgetGone(namespaces)
    if (kind !== 'regular') return
    const read = due.filter(({ sources }) => sources.length > 0)
    const others = read.filter(isOfOthers).length
    const othersUs = (cpuTimeNs() - cpuBefore) / 1000 - ownUs
    const othersThere = namespaces.filter(({ id }) => id !== hostNetnsId).length
    // Programs run for the own namespace mostly: the firewall of others is read as seldom as they are.
    const cost = {
      ownUs: others === read.length ? 0 : ownUs + childrenCpu,
      ...{ othersUs, others, othersThere },
    }
    if (this.#pace.spent(cost)) this.#tellPace(atNs, othersThere)
  }

  /** By source name, for source_health; 'counters' is the reading as a whole. */
  health(): ReadonlyMap<string, SourceHealth> {
    const health = new Map<string, SourceHealth>([[ownHealth, this.#ownHealth()]])
    for (const [source, tally] of this.#shared.tallies) health.set(source.name, tally.health())
    return health
  }

  /** Returns when it began to read. */
  #readUrgent(
    kind: RoundKind,
    due: readonly Due[],
    turnBooks: (() => void) | undefined,
    rows: CounterRows,
  ): number {
    const { clock } = this.#options
    const { busy } = this.#shared
    const urgent = only(due, isUrgent)
    const isNow = ({ namespace: { id } }: Due): boolean => id === hostNetnsId || busy.gainOf(id) > 0
    const now = urgent.filter(isNow)
    let beganNs = clock.now()
    for (let attempt = 1; turnBooks !== undefined; attempt += 1) {
      turnBooks()
      beganNs = clock.now()
      const read = noRows()
      this.#readAll(now, read)
      const isLast = clock.now() - beganNs <= atOnceNs || attempt === attempts
      if (isLast || kind === 'last') append(rows, read)
      if (isLast) break
      // Then this was not the first reading.
      if (kind === 'first') for (const { namespace } of now) this.#namespaces.delete(namespace.id)
    }
    this.#readAll(turnBooks === undefined ? urgent : urgent.filter((each) => !isNow(each)), rows)
    return beganNs
  }

  /** Once for each time that an interval has doubled, and when all is read in every round again. */
  #tellPace(atNs: number, othersThere: number): void {
    const { own, others } = this.#pace
    const widest = Math.max(own.rounds, others.rounds)
    if (widest < 2 * this.#toldStride && (widest > 1 || this.#toldStride === 1)) return
    this.#toldStride = widest
    const text = paceText(this.#pace, this.#options.intervalMs, othersThere)
    this.#options.sink.add('event', [{ at_ns: atNs, kind: 'limit', text }])
  }

  #readIdly(which: (source: CounterSource) => boolean): void {
    for (const { namespace, sources } of only(
      this.#due(this.#options.netns.list(), 'first'),
      which,
    )) {
      const reader = new NamespaceReader(namespace, this.#options.addon)
      try {
        namespace.enter(() => {
          for (const source of sources) {
            const readings = source.read(reader)
            if (source.urgent && readings !== undefined)
              this.#shared.busy.look(namespace.id, source.name, readings)
          }
        })
      } catch {
        // The first round meets the same and tells of it.
      } finally {
        reader.close()
      }
    }
  }

  #readAll(due: readonly Due[], rows: CounterRows): void {
    for (const { namespace, sources } of due) {
      if (sources.length > 0) this.#read(namespace, sources, rows)
    }
  }

  /** CPU time of the programs that sources run meanwhile, microseconds. */
  #withChildrenCpu(due: readonly Due[], read: () => void): number {
    const mayRunPrograms = due.some(({ sources }) =>
      sources.some(({ every }) => every >= slowEvery),
    )
    const before = mayRunPrograms ? childrenCpuUs() : 0
    read()
    return mayRunPrograms ? childrenCpuUs() - before : 0
  }

  #read(namespace: Namespace, due: readonly CounterSource[], rows: CounterRows): void {
    let counters = this.#namespaces.get(namespace.id)
    if (counters === undefined) {
      counters = new NamespaceCounters(namespace, this.#rounds > 0, this.#shared)
      this.#namespaces.set(namespace.id, counters)
    }
    try {
      counters.read(due, rows)
    } catch (error) {
      // Between two looks for namespaces one may vanish: what was read of it stays.
      if (error instanceof NamespaceGoneError) return
      this.#shut.set(namespace.name, error instanceof Error ? error.message : String(error))
    }
  }

  #due(namespaces: readonly Namespace[], kind: RoundKind): readonly Due[] {
    return namespaces.map((namespace) => {
      const { id } = namespace
      const all = kind !== 'regular' || !this.#namespaces.has(id)
      const sources = this.#sources.filter(
        ({ scope, every }) =>
          (scope === 'namespace' || id === hostNetnsId) &&
          (all || this.#pace.due(this.#rounds, id, every)),
      )
      return { namespace, sources }
    })
  }

  /** What was remembered of namespaces that are gone; their ids never come back. */
  #forgetGone(namespaces: readonly Namespace[]): void {
    const living = new Set(namespaces.map(({ id }) => id))
    for (const id of this.#namespaces.keys()) {
      if (living.has(id)) continue
      this.#namespaces.delete(id)
      this.#shared.busy.forget(id)
      this.#shared.interfaces.forget(id)
    }
  }

  #ownHealth(): SourceHealth {
    const rounds = Math.max(1, this.#rounds)
    const detail = {
      rounds: this.#rounds,
      counters: this.#counters,
      meanRoundUs: Math.round(this.#wallUs / rounds),
      slowestRoundUs: this.#slowestUs,
      meanRoundCpuUs: Math.round(this.#cpuUs / rounds),
      budget: readingBudget,
      intervalMs: this.#options.intervalMs,
      widestOwnIntervalMs: this.#options.intervalMs * this.#pace.own.widest,
      widestIntervalMs: this.#options.intervalMs * this.#pace.others.widest,
    }
    const [shut] = this.#shut
    if (shut === undefined) return { status: 'ok', why: '', lost: 0, detail }
    const [name, reason] = shut
    const why = `${this.#shut.size} namespace(s) could not be entered, among them ${name} (${reason}): their counters are unknown`
    return { status: 'partial', why, lost: this.#shut.size, detail }
  }
}
