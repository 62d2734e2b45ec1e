import type { Row } from '../../session/tables.js'
import { Tally } from './tally.js'

/** Beyond that the flows that were quiet longest are forgotten: a scan of a network makes millions. */
const maxFlows = 20_000

export interface BookedFlow {
  readonly row: Row<'drop_flow'>
  readonly tally: Tally
}

/** Drops by flow, of the flows that dropped lately. */
export class FlowBook {
  /** In order of their last drop, the oldest first. */
  readonly #flows = new Map<number, BookedFlow>()
  /** Flows that have no drop yet. */
  readonly #met = new Map<number, Row<'drop_flow'>>()

  addFlows(rows: readonly Row<'drop_flow'>[]): void {
    for (const row of rows) this.#met.set(row.id, row)
    for (const id of this.#met.keys()) {
      if (this.#met.size <= maxFlows) break
      this.#met.delete(id)
    }
  }

  addCounts(rows: readonly Row<'drop_flow_count'>[]): void {
    for (const { flow, drops } of rows) {
      const row = this.#flows.get(flow)?.row ?? this.#met.get(flow)
      if (row === undefined) continue
      const booked = this.#flows.get(flow) ?? { row, tally: new Tally() }
      booked.tally.add(drops)
      this.#met.delete(flow)
      this.#flows.delete(flow)
      this.#flows.set(flow, booked)
    }
    for (const [id, { row }] of this.#flows) {
      if (this.#flows.size <= maxFlows) break
      this.#flows.delete(id)
      // It may drop again: then it begins from zero.
      this.#met.set(id, row)
    }
  }

  close(): void {
    for (const { tally } of this.#flows.values()) tally.close()
  }

  all(): Iterable<BookedFlow> {
    return this.#flows.values()
  }
}
