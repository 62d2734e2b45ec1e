/** One file's share of the rows of sources that outlive it: rebased, and with all that they refer to. */
import { dropRecord } from '../../../session/drop-record.js'
import type { Row } from '../../../session/tables.js'
import type { Sink } from '../../source.js'
import { rebasedAt, rebasedDropBlock, rebasedPacketBlock, rebasedSpan } from './rebase-rows.js'
import type { StandingRows } from './standing-rows.js'

const interfaceKey = (of: { readonly netns: number; readonly ifindex: number }): string =>
  `${of.netns}/${of.ifindex}`

export class FileRows {
  /** When the file was begun, on the clock of the whole recording. */
  readonly startNs: number
  /** From when on drops and packets are in this file. */
  readonly fromNs: number
  readonly #sink: Sink
  readonly #standing: StandingRows
  readonly #written = {
    drop_key: new Set<number>(),
    drop_flow: new Set<number>(),
    stack: new Set<number>(),
    netns: new Set<number>(),
    flow: new Set<number>(),
  }
  /** Packets of captures that run, by interface: a capture counts for the whole recording. */
  readonly #received = new Map<string, { captureFromNs: number; packets: number }>()
  readonly #lostBefore = new Map<string, number>()

  constructor(sink: Sink, standing: StandingRows, startNs: number, fromNs: number) {
    this.#sink = sink
    this.#standing = standing
    this.startNs = startNs
    this.fromNs = fromNs
    sink.add('reason', [...standing.reasons.values()])
    sink.add('symbol', [...standing.symbols.values()])
    for (const row of standing.netns.values()) if (row.to_ns === null) this.netns(row)
    for (const row of standing.captures.values()) {
      this.#lostBefore.set(interfaceKey(row), row.lost)
      this.capture(row)
    }
  }

  symbols(rows: readonly Row<'symbol'>[]): void {
    this.#sink.add('symbol', rows)
  }

  reasons(rows: readonly Row<'reason'>[]): void {
    this.#sink.add('reason', rows)
  }

  netns(row: Row<'netns'>): void {
    this.#written.netns.add(row.id)
    this.#sink.add('netns', [rebasedSpan(row, this.startNs)])
  }

  /** A row of the same id again: another value of something this file may have already. */
  changedKey(row: Row<'drop_key'>): void {
    if (this.#written.drop_key.has(row.id)) this.#sink.add('drop_key', [row])
  }

  dropCounts(rows: readonly Row<'drop_count'>[]): void {
    for (const { key } of rows) this.#needKey(key)
    this.#sink.add(
      'drop_count',
      rows.map((row) => this.#at(row)),
    )
  }

  dropFlowCounts(rows: readonly Row<'drop_flow_count'>[]): void {
    for (const { flow } of rows) this.#needDropFlow(flow)
    this.#sink.add(
      'drop_flow_count',
      rows.map((row) => this.#at(row)),
    )
  }

  dropBlocks(rows: readonly Row<'drop_block'>[]): void {
    for (const { data } of rows) this.#needWhatDetailsName(data)
    this.#sink.add(
      'drop_block',
      rows.map((row) => rebasedDropBlock(row, this.startNs)),
    )
  }

  packetBlocks(rows: readonly Row<'packet_block'>[]): void {
    for (const row of rows) {
      const received = this.#received.get(interfaceKey(row))
      if (received !== undefined) received.packets += row.packets
    }
    this.#sink.add(
      'packet_block',
      rows.map((row) => rebasedPacketBlock(row, this.startNs)),
    )
  }

  flowSeconds(rows: readonly Row<'flow_second'>[]): void {
    for (const { flow } of rows) this.#needFlow(flow)
    this.#sink.add(
      'flow_second',
      rows.map((row) => this.#at(row)),
    )
  }

  events(rows: readonly Row<'event'>[]): void {
    this.#sink.add(
      'event',
      rows.map((row) => this.#at(row)),
    )
  }

  clockSamples(rows: readonly Row<'clock'>[]): void {
    this.#sink.add(
      'clock',
      rows.map((row) => this.#at(row)),
    )
  }

  /** What it received and lost since this file was begun. `endNs`: the file ends while the capture goes on. */
  capture(row: Row<'capture'>, endNs?: number): void {
    const key = interfaceKey(row)
    const known = this.#received.get(key)
    const received =
      known?.captureFromNs === row.from_ns ? known : { captureFromNs: row.from_ns, packets: 0 }
    this.#received.set(key, received)
    const began = row.from_ns < this.fromNs
    const lost = row.lost - (began ? (this.#lostBefore.get(key) ?? 0) : 0)
    this.#sink.add('capture', [
      {
        ...rebasedSpan({ ...row, to_ns: row.to_ns ?? endNs ?? null }, this.startNs),
        received: received.packets,
        lost,
      },
    ])
  }

  /** Late rows of a file that is closed already count in this one, from its first moment. */
  #at<R extends { readonly at_ns: number }>(row: R): R {
    const earliest = Math.max(this.fromNs, this.startNs)
    return rebasedAt(row.at_ns < earliest ? { ...row, at_ns: earliest } : row, this.startNs)
  }

  #needKey(id: number): void {
    const row = this.#needed('drop_key', id)
    if (row === undefined) return
    if (row.netns !== null) {
      const netns = this.#needed('netns', row.netns)
      if (netns !== undefined) this.netns(netns)
    }
    this.#sink.add('drop_key', [row])
  }

  #needDropFlow(id: number): void {
    const row = this.#needed('drop_flow', id)
    if (row === undefined) return
    this.#needKey(row.key)
    this.#sink.add('drop_flow', [row])
  }

  #needFlow(id: number): void {
    const row = this.#needed('flow', id)
    if (row !== undefined) this.#sink.add('flow', [row])
  }

  #needWhatDetailsName(data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    for (let at = 0; at + dropRecord.size <= data.byteLength; at += dropRecord.size) {
      this.#needKey(view.getUint32(at + dropRecord.key, true))
      const flow = view.getUint32(at + dropRecord.flow, true)
      if (flow !== 0) this.#needDropFlow(flow)
      const stack = view.getUint32(at + dropRecord.stack, true)
      const row = stack === 0 ? undefined : this.#needed('stack', stack)
      if (row !== undefined) this.#sink.add('stack', [row])
    }
  }

  /** The row if this file does not have it yet. */
  #needed<T extends 'drop_key' | 'drop_flow' | 'stack' | 'netns' | 'flow'>(
    table: T,
    id: number,
  ): Row<T> | undefined {
    const row = this.#standing.use(table, id)
    if (row === undefined || this.#written[table].has(id)) return undefined
    this.#written[table].add(id)
    return row
  }
}
