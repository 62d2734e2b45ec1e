/** Keeps count of the rows of a recording while they pass: what is shown and told of is made from here. */
import { plainSymbol } from '../../analyze/kernel/symbols.js'
import { covers } from '../../capture/drop-sources/rows/mask.js'
import type { Mask } from '../../capture/source.js'
import type { Row, TableName } from '../../session/tables.js'
import type { Counted, DropSnapshot, MaskCount, Place } from './drop-snapshot.js'
import { FlowBook } from './flow-book.js'
import { Tally } from './tally.js'

/** Best first, as in the analysis: several sources see the same drops. */
const sourcesByPreference = ['bpf', 'tracefs', 'drop-monitor'] as const

interface BookedKey {
  row: Row<'drop_key'>
  readonly tally: Tally
}

export class DropBook {
  readonly #symbols = new Map<number, string>()
  readonly #netns = new Map<number, string>()
  readonly #interfaces = new Map<string, string>()
  readonly #keys = new Map<number, BookedKey>()
  readonly #flows = new FlowBook()
  readonly #masks = new Map<string, Tally>()
  /** Those that have told of drops in the kernel. */
  readonly #sources = new Set<string>()
  /** Not masked. */
  readonly #open = new Tally()
  readonly #masked = new Tally()
  readonly #only: ReadonlySet<string>
  #masksInForce: readonly Mask[]
  /** Those in force before the last change. */
  #masksBefore: readonly Mask[] = []
  #closedAtMs = 0

  /** `interfaces`: only drops of these are counted, IFACE or NETNS/IFACE; of all if it is empty. */
  constructor(masks: readonly Mask[], interfaces: readonly string[] = []) {
    this.#masksInForce = masks
    this.#only = new Set(interfaces)
  }

  /** Call it after the recorder has put them in force: what it tells until then is under the old ones. */
  setMasks(masks: readonly Mask[]): void {
    this.#masksBefore = this.#masksInForce
    this.#masksInForce = masks
  }

  get masks(): readonly Mask[] {
    return this.#masksInForce
  }

  /** Takes the rows of any table; those of most are nothing to it. */
  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    this.#takers[table]?.(rows)
  }

  /** Ends an alert interval. */
  close(elapsedMs: number): DropSnapshot {
    const intervalMs = elapsedMs - this.#closedAtMs
    this.#closedAtMs = elapsedMs
    for (const { tally } of this.#keys.values()) tally.close()
    for (const tally of [...this.#masks.values(), this.#open, this.#masked]) tally.close()
    this.#flows.close()
    const shown = [...this.#keys.values()].filter(({ row }) => this.#counts(row))
    const places = new Map(shown.map(({ row }) => [row.id, this.#placeOf(row)]))
    const flows = [...this.#flows.all()].flatMap(({ row, tally }) => {
      const place = places.get(row.key)
      if (place === undefined) return []
      const { id: flow, key, proto, src, sport, dst, dport } = row
      return [{ flow, key, place, proto, src, sport, dst, dport, ...counted(tally) }]
    })
    return {
      elapsedMs,
      intervalMs,
      drops: counted(this.#open),
      masked: counted(this.#masked),
      keys: shown.flatMap(({ row, tally }) => {
        const place = places.get(row.id)
        if (row.masked === 1 || tally.total === 0 || place === undefined) return []
        return [{ key: row.id, place, ...counted(tally) }]
      }),
      flows,
      otherFlows: counted(without(this.#open, flows)),
      masks: this.#maskCounts(),
    }
  }

  readonly #takers: { readonly [N in TableName]?: (rows: readonly Row<N>[]) => void } = {
    symbol: (rows) => {
      for (const { id, name } of rows) this.#symbols.set(id, plainSymbol(name))
    },
    netns: (rows) => {
      for (const { id, name } of rows) this.#netns.set(id, name)
    },
    interface: (rows) => {
      for (const { netns, ifindex, name } of rows) this.#interfaces.set(`${netns} ${ifindex}`, name)
    },
    drop_key: (rows) => {
      for (const row of rows) this.#addKey(row)
    },
    drop_count: (rows) => {
      for (const { key, drops } of rows) this.#count(key, drops)
    },
    drop_flow: (rows) => this.#flows.addFlows(rows),
    drop_flow_count: (rows) => this.#flows.addCounts(rows),
  }

  /** A key told of again was masked all along: its interface has a name only now. */
  #addKey(row: Row<'drop_key'>): void {
    if (row.trap === '') this.#sources.add(row.source)
    const known = this.#keys.get(row.id)
    if (known === undefined) this.#keys.set(row.id, { row, tally: new Tally() })
    else if (known.row.masked !== row.masked) {
      known.row = row
      if (!this.#counts(row)) return
      this.#open.add(-known.tally.total)
      this.#masked.merge(known.tally)
      this.#maskTally(row).merge(known.tally)
    }
  }

  #count(key: number, drops: number): void {
    const booked = this.#keys.get(key)
    if (booked === undefined) return
    booked.tally.add(drops)
    if (!this.#counts(booked.row)) return
    if (booked.row.masked === 0) this.#open.add(drops)
    else {
      this.#masked.add(drops)
      this.#maskTally(booked.row).add(drops)
    }
  }

  /** false for what a better source counts as well, and for interfaces that were not asked for. */
  #counts(row: Row<'drop_key'>): boolean {
    const { source, trap } = row
    if (this.#only.size > 0) {
      const { netns, iface } = this.#placeOf(row)
      if (!this.#only.has(iface) && !this.#only.has(`${netns}/${iface}`)) return false
    }
    if (trap !== '') return true
    for (const name of sourcesByPreference) {
      if (name === source) return true
      if (this.#sources.has(name)) return false
    }
    return true
  }

  #maskTally(row: Row<'drop_key'>): Tally {
    const { site, trap, reason, iface, netns } = this.#placeOf(row)
    const subject = { site: site || trap, reason, iface, netns }
    // Counts are told some 100 ms after the drops: their mask may have been taken off since.
    const mask = [...this.#masksInForce, ...this.#masksBefore].find((each) => covers(each, subject))
    const text = mask === undefined ? 'other masks' : `${mask.field}=${mask.pattern}`
    let tally = this.#masks.get(text)
    if (tally === undefined) this.#masks.set(text, (tally = new Tally()))
    return tally
  }

  #placeOf({ site, reason, trap, netns, ifindex }: Row<'drop_key'>): Place {
    return {
      site: this.#symbols.get(site) ?? '',
      reason,
      trap,
      netns: netns === null ? '' : (this.#netns.get(netns) ?? `netns ${netns}`),
      iface: ifindex === 0 ? '' : (this.#interfaces.get(`${netns} ${ifindex}`) ?? `if${ifindex}`),
    }
  }

  #maskCounts(): readonly MaskCount[] {
    const active = new Set(this.#masksInForce.map(({ field, pattern }) => `${field}=${pattern}`))
    const known = new Set([...active, ...this.#masks.keys()])
    return [...known].map((mask) => ({
      mask,
      active: active.has(mask),
      ...counted(this.#masks.get(mask) ?? new Tally()),
    }))
  }
}

/** Keys and flows are read one after the other: flows may be a little ahead. */
function without(all: Counted, parts: readonly Counted[]): Counted {
  const history = [...all.history]
  let { total, latest } = all
  for (const part of parts) {
    total -= part.total
    latest -= part.latest
    const offset = history.length - part.history.length
    part.history.forEach((drops, i) => (history[offset + i] = (history[offset + i] ?? 0) - drops))
  }
  return {
    total: Math.max(0, total),
    latest: Math.max(0, latest),
    history: history.map((drops) => Math.max(0, drops)),
  }
}

const counted = ({ total, latest, history }: Counted): Counted => ({
  total,
  // Below zero where drops turn out to have been masked all along.
  latest: Math.max(0, latest),
  history,
})
