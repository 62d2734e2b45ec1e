import type { Row } from '../../session/tables.js'
import { Tally } from './tally.js'

/** Of so many flows the drops are told one by one; more than anyone reads. A scan of a network makes millions. */
const maxFlows = 4096
/** Flows are sorted out when there are so many: rarely enough to cost little, early enough to stay small. */
const roomForFlows = 2 * maxFlows
/** As many as the sources themselves know at a time. */
const maxMet = 65_536

export interface BookedFlow {
  readonly row: Row<'drop_flow'>
  readonly tally: Tally
}

/** Drops by flow, of the flows that drop most. */
export class FlowBook {
  readonly #flows = new Map<number, BookedFlow>()
  /** Flows that are known by their id, but not counted. */
  #met = new Map<number, Row<'drop_flow'>>()
  #metBefore: ReadonlyMap<number, Row<'drop_flow'>> = new Map()

  addFlows(rows: readonly Row<'drop_flow'>[]): void {
    for (const row of rows) this.#meet(row)
  }

  addCounts(rows: readonly Row<'drop_flow_count'>[]): void {
    for (const { flow, drops } of rows) {
      const booked = this.#flows.get(flow) ?? this.#begin(flow)
      booked?.tally.add(drops)
    }
  }

  close(): void {
    this.#sortOut(maxFlows)
    for (const { tally } of this.#flows.values()) tally.close()
  }

  all(): Iterable<BookedFlow> {
    return this.#flows.values()
  }

  /** undefined for one that was forgotten. */
  #begin(flow: number): BookedFlow | undefined {
    const row = this.#met.get(flow) ?? this.#metBefore.get(flow)
    if (row === undefined) return undefined
    const booked = { row, tally: new Tally() }
    this.#flows.set(flow, booked)
    this.#sortOut(roomForFlows)
    return booked
  }

  /** Those with least drops go, if there are more than `room`: lately, then in all. */
  #sortOut(room: number): void {
    if (this.#flows.size <= room) return
    const most = [...this.#flows].sort(
      ([, { tally: a }], [, { tally: b }]) => b.recent - a.recent || b.total - a.total,
    )
    for (const [id, { row }] of most.slice(maxFlows)) {
      this.#flows.delete(id)
      // It may drop again: then it begins from zero.
      this.#meet(row)
    }
  }

  #meet(row: Row<'drop_flow'>): void {
    this.#met.set(row.id, row)
    if (this.#met.size < maxMet) return
    // Both generations at a time: to drop the oldest one by one a Map would skip over all that went before.
    this.#metBefore = this.#met
    this.#met = new Map()
  }
}
