/**
 * What a watch keeps of a recording: enough for the causes, and little enough for days. Exact counts stay exact.
 */
import { detailBlocks } from '../../capture/drop-sources/rows/detail-blocks.js'
import { dropRecord } from '../../session/drop-record.js'
import type { Row, TableName } from '../../session/tables.js'

/** Details kept of a key each minute: causes look at some tens. */
const detailsPerMinute = 16
/** Flows kept of a key each minute; drops of others count for their key. */
const flowsPerMinute = 32
/** The first minutes of a key tell most: it may be the only chance to see a fault that comes once. */
const firstDetails = 256
const firstFlows = 512

/** Of all keys together each minute: 8 MB of details and 2 MB of flows an hour at most, however many keys there are. */
const allDetailsPerMinute = 512
const allFlowsPerMinute = 128
const allFirst = 4096

const minuteNs = 60e9
/** Counts are kept by the second for ten minutes, then by ten seconds, after two hours by the minute. */
const widths: readonly (readonly [untilNs: number, widthNs: number])[] = [
  [600e9, 1e9],
  [7200e9, 10e9],
  [Infinity, minuteNs],
]

/** Nothing of a watch looks at them. */
const leftOut: ReadonlySet<TableName> = new Set<TableName>(['counter_round', 'clock'])

export class Thinning {
  readonly #details = new Allowance(firstDetails, detailsPerMinute)
  readonly #flows = new Allowance(firstFlows, flowsPerMinute)
  readonly #allDetails = new Allowance(allFirst, allDetailsPerMinute)
  readonly #allFlows = new Allowance(allFirst, allFlowsPerMinute)
  readonly #keptFlows = new Set<number>()
  readonly #counters = new WiderSamples()
  readonly #sockets = new WiderSamples()
  readonly #processes = new WiderSamples()
  #newestNs = 0

  /** The rows to store instead of these. */
  keep<N extends TableName>(table: N, rows: readonly Row<N>[]): readonly Row<N>[] {
    if (leftOut.has(table)) return []
    // The table tells which rows they are; the compiler does not follow that.
    const thinned: unknown = this.#thinned(table, rows)
    return thinned as readonly Row<N>[]
  }

  #thinned(table: TableName, rows: readonly Row<TableName>[]): readonly unknown[] {
    switch (table) {
      case 'drop_count':
        return (rows as readonly Row<'drop_count'>[]).map((row) => {
          this.#newestNs = Math.max(this.#newestNs, row.at_ns)
          return { ...row, at_ns: wide(row.at_ns) }
        })
      case 'drop_flow':
        return (rows as readonly Row<'drop_flow'>[]).filter(({ id, key }) => {
          const atNs = this.#newestNs
          const kept = this.#allFlows.hasRoom(all, atNs) && this.#flows.take(key, atNs)
          if (kept) this.#allFlows.take(all, atNs)
          if (kept) this.#keptFlows.add(id)
          return kept
        })
      case 'drop_flow_count':
        return (rows as readonly Row<'drop_flow_count'>[])
          .filter(({ flow }) => this.#keptFlows.has(flow))
          .map((row) => ({ ...row, at_ns: wide(row.at_ns) }))
      case 'drop_block':
        return (rows as readonly Row<'drop_block'>[]).flatMap((row) => this.#fewDetails(row))
      case 'counter_change':
        return (rows as readonly Row<'counter_change'>[]).map((row) => ({
          ...row,
          at_ns: this.#counters.at(row.counter, row.at_ns),
        }))
      case 'socket_sample':
        return (rows as readonly Row<'socket_sample'>[]).map((row) => ({
          ...row,
          at_ns: this.#sockets.at(row.socket, row.at_ns),
        }))
      case 'process_sample':
        return (rows as readonly Row<'process_sample'>[]).map((row) => ({
          ...row,
          at_ns: this.#processes.at(row.pid, row.at_ns),
        }))
      default:
        return rows
    }
  }

  #fewDetails(row: Row<'drop_block'>): readonly Row<'drop_block'>[] {
    const bytes = new Uint8Array(row.data).buffer
    const blocks = detailBlocks(bytes, (view, offset) => {
      const key = view.getUint32(offset + dropRecord.key, true)
      const atNs = view.getFloat64(offset + dropRecord.atNs, true)
      const kept = this.#allDetails.hasRoom(all, atNs) && this.#details.take(key, atNs)
      if (kept) this.#allDetails.take(all, atNs)
      return kept
    })
    // A part of a block is one block at most: it keeps its id.
    return blocks.map((block) => ({ ...row, ...block }))
  }
}

/** Owner of what all keys have together. */
const all = 0

/** So many for each owner at first, and then so many each minute. */
class Allowance {
  readonly #first: number
  readonly #perMinute: number
  readonly #taken = new Map<number, { all: number; minute: number; inMinute: number }>()

  constructor(first: number, perMinute: number) {
    this.#first = first
    this.#perMinute = perMinute
  }

  hasRoom(owner: number, atNs: number): boolean {
    const taken = this.#takenOf(owner, atNs)
    return taken.all < this.#first || taken.inMinute < this.#perMinute
  }

  take(owner: number, atNs: number): boolean {
    if (!this.hasRoom(owner, atNs)) return false
    const taken = this.#takenOf(owner, atNs)
    taken.all++
    taken.inMinute++
    return true
  }

  #takenOf(owner: number, atNs: number): { all: number; minute: number; inMinute: number } {
    const minute = Math.floor(atNs / minuteNs)
    let taken = this.#taken.get(owner)
    if (taken === undefined) this.#taken.set(owner, (taken = { all: 0, minute, inMinute: 0 }))
    if (taken.minute !== minute) {
      taken.minute = minute
      taken.inMinute = 0
    }
    return taken
  }
}

/** One value of an owner for each wide bucket: the newest. The first of all keeps its time, for deltas begin there. */
class WiderSamples {
  readonly #firstNs = new Map<number, number>()

  at(owner: number, atNs: number): number {
    const firstNs = this.#firstNs.get(owner)
    if (firstNs !== undefined) return Math.max(wide(atNs), firstNs + 1)
    this.#firstNs.set(owner, atNs)
    return atNs
  }
}

function wide(atNs: number): number {
  const width = widths.find(([untilNs]) => atNs < untilNs)?.[1] ?? minuteNs
  return Math.floor(atNs / width) * width
}
