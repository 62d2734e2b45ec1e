import type { Row, TableName } from '../../../session/tables.js'
import type { Sink } from '../../source.js'
import { cutDropBlock, cutPacketBlock, type CutBlock } from './cut-blocks.js'
import { FileRows } from './file-rows.js'
import { StandingRows, type StandingLimits } from './standing-rows.js'

/**
 * Where drop sources, packet capture and the list of namespaces put their rows in a rotated recording: they run
 * through all files. Each count and packet goes by its time to one file, never to two. The file before takes what
 * comes late until it is closed.
 */
export class SharedRows implements Sink {
  readonly #standing: StandingRows
  #current: FileRows | undefined
  #before: FileRows | undefined
  #lateRows = 0

  constructor(limits?: StandingLimits) {
    this.#standing = new StandingRows(limits)
  }

  /** Names that were forgotten and rows that came after their file was closed, for source health. */
  get losses(): { readonly forgotten: number; readonly late: number } {
    return { forgotten: this.#standing.forgotten, late: this.#lateRows }
  }

  /** From `fromNs` on drops and packets belong to the file that was begun at `startNs`; both on the recording's clock. */
  begin(sink: Sink, startNs: number, fromNs: number): void {
    this.#before = this.#current
    this.#current = new FileRows(sink, this.#standing, startNs, fromNs)
  }

  /** The file before takes no more. Captures that go on in the next file end in it. */
  endBefore(): void {
    const { fromNs } = this.#file
    for (const row of this.#standing.captures.values()) {
      if (row.from_ns < fromNs) this.#before?.capture(row, fromNs)
    }
    this.#before = undefined
  }

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    if (rows.length === 0) return
    const handlers: Partial<Record<TableName, unknown>> = this.#handlers
    const handle = handlers[table]
    if (handle === undefined) throw new TypeError(`${table} is not a table of shared sources`)
    // The table tells which rows they are; the compiler does not follow that.
    ;(handle as (rows: readonly Row<N>[]) => void)(rows)
  }

  readonly #handlers = {
    symbol: (rows: readonly Row<'symbol'>[]) => {
      for (const row of rows) this.#standing.symbols.set(row.id, row)
      for (const file of this.#open) file.symbols(rows)
    },
    reason: (rows: readonly Row<'reason'>[]) => {
      for (const row of rows) this.#standing.reasons.set(row.value, row)
      for (const file of this.#open) file.reasons(rows)
    },
    netns: (rows: readonly Row<'netns'>[]) => {
      for (const row of rows) {
        this.#standing.set('netns', row)
        for (const file of this.#open) file.netns(row)
      }
    },
    stack: (rows: readonly Row<'stack'>[]) => {
      for (const row of rows) this.#standing.set('stack', row)
    },
    drop_key: (rows: readonly Row<'drop_key'>[]) => {
      for (const row of rows) {
        this.#standing.set('drop_key', row)
        for (const file of this.#open) file.changedKey(row)
      }
    },
    drop_flow: (rows: readonly Row<'drop_flow'>[]) => {
      for (const row of rows) this.#standing.set('drop_flow', row)
    },
    flow: (rows: readonly Row<'flow'>[]) => {
      for (const row of rows) this.#standing.set('flow', row)
    },
    capture: (rows: readonly Row<'capture'>[]) => {
      for (const row of rows) {
        this.#standing.setCapture(row)
        if (row.from_ns < this.#file.fromNs) this.#before?.capture(row)
        this.#file.capture(row)
      }
    },
    drop_count: (rows: readonly Row<'drop_count'>[]) =>
      this.#byTime(rows, (file, part) => file.dropCounts(part)),
    drop_flow_count: (rows: readonly Row<'drop_flow_count'>[]) =>
      this.#byTime(rows, (file, part) => file.dropFlowCounts(part)),
    flow_second: (rows: readonly Row<'flow_second'>[]) =>
      this.#byTime(rows, (file, part) => file.flowSeconds(part)),
    event: (rows: readonly Row<'event'>[]) => this.#byTime(rows, (file, part) => file.events(part)),
    clock: (rows: readonly Row<'clock'>[]) =>
      this.#byTime(rows, (file, part) => file.clockSamples(part)),
    drop_block: (rows: readonly Row<'drop_block'>[]) =>
      this.#cut(rows, cutDropBlock, (file, part) => file.dropBlocks(part)),
    packet_block: (rows: readonly Row<'packet_block'>[]) =>
      this.#cut(rows, cutPacketBlock, (file, part) => file.packetBlocks(part)),
  }

  get #file(): FileRows {
    if (this.#current === undefined) throw new Error('no file has been begun')
    return this.#current
  }

  get #open(): readonly FileRows[] {
    return [this.#before, this.#current].filter((file) => file !== undefined)
  }

  #byTime<R extends { readonly at_ns: number }>(
    rows: readonly R[],
    put: (file: FileRows, rows: readonly R[]) => void,
  ): void {
    const { fromNs } = this.#file
    const early = rows.filter(({ at_ns }) => at_ns < fromNs)
    const now = rows.filter(({ at_ns }) => at_ns >= fromNs)
    this.#put(early, now, put)
  }

  #cut<R>(
    rows: readonly R[],
    cut: (row: R, cutNs: number) => CutBlock<R>,
    put: (file: FileRows, rows: readonly R[]) => void,
  ): void {
    const parts = rows.map((row) => cut(row, this.#file.fromNs))
    this.#put(
      parts.flatMap(({ before }) => before),
      parts.flatMap(({ after }) => after),
      put,
    )
  }

  #put<R>(
    early: readonly R[],
    now: readonly R[],
    put: (file: FileRows, rows: readonly R[]) => void,
  ): void {
    if (early.length > 0) {
      if (this.#before === undefined) this.#lateRows += early.length
      put(this.#before ?? this.#file, early)
    }
    if (now.length > 0) put(this.#file, now)
  }
}
