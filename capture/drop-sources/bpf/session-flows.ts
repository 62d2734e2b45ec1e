import type { NewFlow } from '../../../native/index.js'
import type { Row } from '../../../session/tables.js'
import { addressText } from '../../netlink/addresses.js'
import type { Sink } from '../../source.js'
import { RecentMap } from '../../recent-map.js'
import type { SessionKeys } from './session-keys.js'

/**
 * At least so many that dropped last, and all of the last reading: the program knows 65,536 at a time, but gives each that
 * comes anew a new number, and a flood from forged addresses would have no end of them.
 */
const rememberedFlows = 32_768
/** CountBuckets must not forget a flow that is known here: its count would begin from zero and be told twice. */
export const rememberedCounts = 4 * rememberedFlows

/** Which drop_flow a flow of the BPF program counts under: one of the open side of its key, for masked drops have none. */
export class SessionFlows {
  readonly #sink: Sink
  readonly #keys: SessionKeys
  /** By flow of the program: its key there, and drop_flow.id, 0 if it has no row yet. */
  readonly #known: RecentMap<number, { readonly key: number; id: number }>
  /** Flows without a row: they counted while their key was masked. */
  readonly #untold: RecentMap<number, NewFlow>
  /** Flows of keys whose interface has no name yet: they may turn out to have been masked all along. */
  readonly #ofNameless: RecentMap<number, NewFlow>
  #ids: number

  constructor(sink: Sink, keys: SessionKeys, idBase: number, remembered = rememberedFlows) {
    this.#sink = sink
    this.#keys = keys
    this.#ids = idBase
    this.#known = new RecentMap(remembered)
    this.#untold = new RecentMap(remembered)
    this.#ofNameless = new RecentMap(remembered)
  }

  /** false = it dropped last so long ago that it was forgotten. */
  knows(flow: number): boolean {
    return this.#known.get(flow) !== undefined
  }

  /** Key of the program that a flow counts under, 0 if it was forgotten. */
  keyOf(flow: number): number {
    return this.#known.get(flow)?.key ?? 0
  }

  add(flows: readonly NewFlow[]): void {
    const rows: Row<'drop_flow'>[] = []
    for (const map of [this.#known, this.#untold, this.#ofNameless]) map.makeRoom()
    for (const flow of flows) {
      this.#known.set(flow.id, { key: flow.key, id: 0 })
      if (this.#keys.isMasked(flow.key)) this.#untold.set(flow.id, flow)
      else rows.push(this.#told(flow))
      if (this.#keys.isNameless(flow.key)) this.#ofNameless.set(flow.id, flow)
    }
    if (rows.length > 0) this.#sink.add('drop_flow', rows)
  }

  /** drop_flow.id under which it counts now, 0 for drops that are masked. */
  idOf(flow: number): number {
    const known = this.#known.get(flow)
    if (known === undefined || this.#keys.isMasked(known.key)) return 0
    const untold = this.#untold.get(flow)
    if (untold !== undefined) {
      this.#untold.delete(flow)
      this.#sink.add('drop_flow', [this.#told(untold)])
    }
    return known.id
  }

  /** These keys were masked all along: should they be unmasked, their flows need rows of the other side. */
  hide(keys: readonly number[]): void {
    for (const [id, flow] of [...this.#ofNameless.entries()]) {
      if (!keys.includes(flow.key)) continue
      this.#untold.set(id, flow)
      this.#ofNameless.delete(id)
    }
  }

  #told(flow: NewFlow): Row<'drop_flow'> {
    const id = ++this.#ids
    const known = this.#known.get(flow.id)
    if (known !== undefined) known.id = id
    return {
      id,
      key: this.#keys.openIdOf(flow.key),
      family: flow.family,
      proto: flow.proto,
      src: flow.src.length === 0 ? '' : addressText(flow.src),
      sport: flow.sport,
      dst: flow.dst.length === 0 ? '' : addressText(flow.dst),
      dport: flow.dport,
      tcp_flags: flow.tcpFlags,
    }
  }
}
