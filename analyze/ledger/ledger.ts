import type { CounterRef, Residues, SilentLoss } from '../cause.js'
import type { CounterFact, Counters } from '../artifacts/counters.js'
import type { LedgerRow } from '../finding.js'
import { counterMeaning } from '../kernel/counters.js'

interface Explanation {
  readonly cause: string
  readonly site: string
  readonly reason: string
  drops: number
}

/** Drops that moved a counter. */
export interface Booking {
  readonly cause: string
  readonly site: string
  readonly reason: string
  /** Packets as the kernel handles them (skbs). */
  readonly drops: number
  /** Segments that these were or would have become (GRO, GSO); as many as drops where not given. */
  readonly segments?: number
}

interface Entry {
  readonly counter: CounterFact
  readonly explainedBy: Map<string, Explanation>
  explained: number
  segments: number
}

interface Pool {
  readonly ref: CounterRef
  readonly drops: Booking[]
}

/** Splits what each counter gained into the drops that explain it. What is left stays visible, in both directions. */
export class Ledger implements Residues {
  readonly #counters: Counters
  readonly #entries = new Map<number, Entry>()
  readonly #pools = new Map<string, Pool>()

  constructor(counters: Counters) {
    this.#counters = counters
  }

  /**
   * A counter that was not recorded is not booked on. A name with `*` stands for several counters that count
   * together, for example one for each CPU; one of no namespace, where the source did not tell it, for those of all
   * namespaces: see `spreadPools`.
   */
  book(ref: CounterRef, by: Booking): void {
    if (this.#isPool(ref)) {
      const key = `${ref.netns} ${ref.name}`
      const pool = this.#pools.get(key)
      if (pool === undefined) this.#pools.set(key, { ref, drops: [by] })
      else pool.drops.push(by)
      return
    }
    const counter = this.#counters.get(ref.netns, ref.name)
    if (counter === undefined) return
    let entry = this.#entries.get(counter.id)
    if (entry === undefined) {
      entry = { counter, explainedBy: new Map(), explained: 0, segments: 0 }
      this.#entries.set(counter.id, entry)
    }
    const { cause, site, reason, drops, segments = drops } = by
    entry.explained += drops
    entry.segments += segments
    const key = `${cause}\0${site}\0${reason}`
    const known = entry.explainedBy.get(key)
    if (known === undefined) entry.explainedBy.set(key, { cause, site, reason, drops })
    else known.drops += drops
  }

  /** Counters of a pool; none if it is an ordinary counter. */
  membersOf(ref: CounterRef): readonly CounterRef[] {
    if (!this.#isPool(ref)) return []
    const [before = '', after] = ref.name.split('*')
    return this.#counters.all.filter(
      ({ netns, name }) =>
        (ref.netns === null || netns === ref.netns) &&
        (after === undefined ? name === before : name.startsWith(before) && name.endsWith(after)),
    )
  }

  #isPool({ netns, name }: CounterRef): boolean {
    return name.includes('*') || (netns === null && this.#counters.get(null, name) === undefined)
  }

  /**
   * Books what was booked on pools, once all else is: each counter takes what it still lacks, in order.
   * What is left over shows as a negative residue of the counter that gained most; if none gained anything,
   * this kernel does not count such drops there.
   */
  spreadPools(): void {
    for (const { ref, drops } of this.#pools.values()) {
      const members = this.membersOf(ref)
      const largest = members.reduce<CounterRef | undefined>(
        (most, member) => (this.#gain(member) > this.#gain(most) ? member : most),
        members[0],
      )
      if (largest === undefined) continue
      for (const by of drops) {
        let left = by.drops
        for (const member of members) {
          const share = Math.min(left, Math.max(0, this.residue(member.netns, member.name) ?? 0))
          if (share > 0) this.book(member, { ...by, ...partOf(by, share) })
          left -= share
        }
        if (left > 0 && this.#gain(largest) > 0) this.book(largest, { ...by, ...partOf(by, left) })
      }
    }
    this.#pools.clear()
  }

  #gain(ref: CounterRef | undefined): number {
    return ref === undefined ? 0 : (this.#counters.delta(ref.netns, ref.name) ?? 0)
  }

  bookSilent(cause: string, loss: SilentLoss): void {
    for (const ref of loss.counters)
      this.book(ref, { cause, site: '', reason: '', drops: loss.drops })
  }

  residue(netns: number | null, name: string): number | undefined {
    const counter = this.#counters.get(netns, name)
    return counter === undefined
      ? undefined
      : counter.delta - (this.#entries.get(counter.id)?.explained ?? 0)
  }

  explained(netns: number | null, name: string): number {
    const counter = this.#counters.get(netns, name)
    return counter === undefined ? 0 : (this.#entries.get(counter.id)?.explained ?? 0)
  }

  /** Segments that the drops booked on a counter were, beyond one each. */
  segmentsBeyondDrops(netns: number | null, name: string): number {
    const counter = this.#counters.get(netns, name)
    const entry = counter === undefined ? undefined : this.#entries.get(counter.id)
    return entry === undefined ? 0 : entry.segments - entry.explained
  }

  explainedOf(ref: CounterRef): { readonly delta: number; readonly explained: number } | undefined {
    const counter = this.#counters.get(ref.netns, ref.name)
    if (counter === undefined) return undefined
    return { delta: counter.delta, explained: this.#entries.get(counter.id)?.explained ?? 0 }
  }

  /** How much of a counter one cause explains. */
  explainedByCause(ref: CounterRef, cause: string): number {
    const counter = this.#counters.get(ref.netns, ref.name)
    const entry = counter === undefined ? undefined : this.#entries.get(counter.id)
    let sum = 0
    for (const by of entry?.explainedBy.values() ?? []) if (by.cause === cause) sum += by.drops
    return sum
  }

  /** Rows of all counters that can mean loss and moved, or should have moved. */
  rows(
    scopeName: (netns: number | null) => string,
    residueWhy: (counter: CounterFact, residue: number) => string,
  ): LedgerRow[] {
    const rows: LedgerRow[] = []
    for (const counter of this.#counters.all) {
      const entry = this.#entries.get(counter.id)
      if (counter.gauge || (entry === undefined && counter.delta === 0)) continue
      const { isDrop, meaning } = counterMeaning(counter.name)
      // one that the atlas does not know is shown, not taken for harmless
      const canMeanLoss = isDrop !== 'never'
      if (entry === undefined && !canMeanLoss) continue
      const residue = counter.delta - (entry?.explained ?? 0)
      rows.push({
        counter: counter.name,
        scope: scopeName(counter.netns),
        meaning,
        isDrop,
        delta: counter.delta,
        explainedBy: [...(entry?.explainedBy.values() ?? [])].sort((a, b) => b.drops - a.drops),
        residue,
        residueWhy: residue === 0 ? '' : residueWhy(counter, residue),
        query: deltaQuery(counter.id),
      })
    }
    return rows.sort((a, b) => b.delta - a.delta || (a.counter < b.counter ? -1 : 1))
  }
}

/** Segments in proportion. */
const partOf = (by: Booking, drops: number): Pick<Booking, 'drops' | 'segments'> => ({
  drops,
  segments: Math.round(((by.segments ?? by.drops) / by.drops) * drops),
})

/** The readings of a counter; the last minus the first is its delta where it was not reset. */
export const deltaQuery = (counter: number): string =>
  `SELECT at_ns, value FROM counter_change WHERE counter = ${counter} ORDER BY at_ns`
