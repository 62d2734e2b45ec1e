import type { Row } from '../../../session/tables.js'
import type { DropReasons } from '../../host/drop-reasons.js'
import type { DropSourceContext, Mask } from '../../source.js'
import { CountBuckets } from '../rows/count-buckets.js'
import { isMasked } from '../rows/mask.js'
import { addressOf } from './unsigned-field.js'

/** One drop_key of this source. */
export interface TalliedKey {
  /** From 1 on; drop_key.id is this plus the context's idBase. */
  readonly number: number
  readonly location: number
  /** symbol.id */
  readonly site: number
  readonly reason: string
  readonly masked: boolean
  drops: number
  /** Which reading of which CPU `detailsLeft` belongs to. */
  reading: number
  detailsLeft: number
}

const bucketNs = 1e8
const reasonsPerSite = 2 ** 16

/** Counts drops by site, reason and protocol, and makes rows of what was added. */
export class DropTally {
  readonly #context: DropSourceContext
  readonly #reasons: DropReasons
  readonly #keys: TalliedKey[] = []
  /** By location, then by reason and protocol in one number. */
  #lookup = new Map<number, Map<number, TalliedKey>>()
  readonly #buckets: CountBuckets
  #rows: Row<'drop_count'>[] = []
  #masks: readonly Mask[]
  #drops = 0

  constructor(context: DropSourceContext, reasons: DropReasons) {
    this.#context = context
    this.#reasons = reasons
    this.#masks = context.masks
    this.#buckets = new CountBuckets(context.clock.now(), bucketNs, (key, at_ns, drops, bytes) =>
      this.#rows.push({ key: context.idBase + key, at_ns, drops, bytes }),
    )
  }

  /** Key to count under; its row is added when it is new. */
  key(location: number, reason: number, protocol: number): TalliedKey {
    let ofSite = this.#lookup.get(location)
    if (ofSite === undefined) this.#lookup.set(location, (ofSite = new Map<number, TalliedKey>()))
    const rest = protocol + reason * reasonsPerSite
    let key = ofSite.get(rest)
    if (key === undefined) ofSite.set(rest, (key = this.#add(location, reason, protocol)))
    return key
  }

  /** Buckets begin here. */
  beginAt(nowNs: number): void {
    this.#buckets.split(nowNs)
  }

  /** Adds rows for what came since the last time; drops are booked half-way between the two. */
  writeCounts(): void {
    const triples = this.#keys.flatMap(({ number, drops }) => [number, drops, 0])
    this.#drops += this.#buckets.add(Float64Array.from(triples), this.#context.clock.now())
    this.#writeRows()
  }

  /** As `writeCounts`, and closes the last bucket. */
  finish(): void {
    this.writeCounts()
    this.#buckets.flush()
    this.#writeRows()
  }

  /** Keys that change sides get a new one with their next drop. */
  setMasks(masks: readonly Mask[]): void {
    this.#masks = masks
    for (const [location, ofSite] of this.#lookup) {
      for (const [rest, key] of ofSite) {
        if (this.#isMasked(key) !== key.masked) ofSite.delete(rest)
      }
      if (ofSite.size === 0) this.#lookup.delete(location)
    }
  }

  /** Locations whose drops are all masked by a mask of their site. */
  maskedLocations(): readonly number[] {
    const bySite = this.#masks.filter(({ field }) => field === 'site')
    if (bySite.length === 0) return []
    return [...this.#lookup.keys()].filter((location) => {
      const [key] = this.#lookup.get(location)?.values() ?? []
      return key !== undefined && this.#isMasked({ ...key, reason: '' }, bySite)
    })
  }

  get drops(): number {
    return this.#drops
  }

  get masked(): number {
    return this.#keys.reduce((sum, { masked, drops }) => sum + (masked ? drops : 0), 0)
  }

  /** Symbol of the site with most drops that are not masked. */
  get topSite(): string {
    const dropsOfSite = new Map<number, number>()
    for (const { site, masked, drops } of this.#keys) {
      if (!masked) dropsOfSite.set(site, (dropsOfSite.get(site) ?? 0) + drops)
    }
    const [top] = [...dropsOfSite].sort(([, a], [, b]) => b - a)
    return top === undefined ? '' : this.#context.symbols.symbol(top[0]).name
  }

  #add(location: number, reasonNumber: number, protocol: number): TalliedKey {
    const { sink, symbols, idBase } = this.#context
    const site = symbols.idOf(addressOf(location))
    const reason = this.#reasons.name(reasonNumber)
    const masked = this.#isMasked({ site, reason })
    const number = this.#keys.length + 1
    const key = { number, location, site, reason, masked, drops: 0, reading: 0, detailsLeft: 0 }
    this.#keys.push(key)
    sink.add('drop_key', [
      {
        id: idBase + number,
        source: 'tracefs',
        site,
        reason,
        netns: null,
        ifindex: 0,
        protocol,
        trap: '',
        masked: masked ? 1 : 0,
      },
    ])
    return key
  }

  #isMasked(
    { site, reason }: Pick<TalliedKey, 'site' | 'reason'>,
    masks: readonly Mask[] = this.#masks,
  ): boolean {
    if (masks.length === 0) return false
    const { name } = this.#context.symbols.symbol(site)
    return isMasked(masks, { reason, site: name, iface: undefined, netns: undefined })
  }

  #writeRows(): void {
    if (this.#rows.length > 0) this.#context.sink.add('drop_count', this.#rows)
    this.#rows = []
  }
}
