/**
 * Makes a session of any size from a recorded one, so that what must come out is known: each finding's drops times
 * `factor`. The base is repeated in `windows` of time; within a window each drop counts `times` its number, and the
 * captured packets are repeated with other client ports. Readings of counters are stretched over the whole.
 */
import { tableNames } from '../../session/ddl.js'
import { dropRecord } from '../../session/drop-record.js'
import { packedPackets } from '../../session/pack-packets.js'
import { packetRecord, packetRecordSize } from '../../session/packet-record.js'
import { SessionReader } from '../../session/reader.js'
import type { SessionInfo } from '../../session/session-info.js'
import type { Row, TableName } from '../../session/tables.js'
import { SessionWriter } from '../../session/writer.js'
import { portVariant, rewritePorts } from './port-variant.js'
import { Stretch } from './stretch.js'

export interface ReplayOptions {
  readonly drops: number
  readonly packets: number
  /** Copies of the base in time. */
  readonly windows: number
  /** Copies of each flow, with other client ports. */
  readonly variants: number
  /** Details of drops to make, at most: a recorder keeps a budget of them, not all. */
  readonly details: number
}

export interface Replayed {
  /** Every drop of the base stands for so many. */
  readonly factor: number
  readonly drops: number
  readonly packets: number
}

export async function replay(base: string, out: string, options: ReplayOptions): Promise<Replayed> {
  const reader = await SessionReader.open(base)
  const writer = await SessionWriter.create(out, { overwrite: true })
  try {
    return await new Replay(reader, writer, options, await reader.info()).run()
  } finally {
    await writer.close()
    await reader.close()
  }
}

/** Tables with rows of their own making below; all others are copied, stretched where they have a time. */
const made: ReadonlySet<TableName> = new Set([
  'session_info',
  'drop_count',
  'drop_flow',
  'drop_flow_count',
  'drop_block',
  'packet_block',
  'flow',
  'flow_second',
  'counter_change',
  'socket_sample',
  'capture',
])

class Replay {
  readonly #reader: SessionReader
  readonly #writer: SessionWriter
  readonly #options: ReplayOptions
  readonly #info: Partial<SessionInfo>
  readonly #time: Stretch

  constructor(
    reader: SessionReader,
    writer: SessionWriter,
    options: ReplayOptions,
    info: Partial<SessionInfo>,
  ) {
    this.#reader = reader
    this.#writer = writer
    this.#options = options
    this.#info = info
    this.#time = new Stretch(info.attachedNs ?? 0, info.detachedNs ?? 0, options.windows)
  }

  async run(): Promise<Replayed> {
    const { windows, drops } = this.#options
    const counts = await this.#reader.rows('drop_count')
    const baseDrops = counts.reduce((sum, row) => sum + row.drops, 0)
    const times = Math.max(1, Math.round(drops / windows / baseDrops))
    const factor = times * windows
    await this.#copy(factor)
    this.#setInfo()
    await this.#drops(counts, times)
    await this.#details()
    const packets = await this.#packets()
    return { factor, drops: factor * baseDrops, packets }
  }

  async #copy(factor: number): Promise<void> {
    for (const table of tableNames) {
      if (made.has(table)) continue
      const rows = await this.#reader.rows(table)
      await this.#add(
        table,
        rows.map((row) => this.#time.row(row)),
      )
    }
    const counters = new Map((await this.#reader.rows('counter')).map((row) => [row.id, row]))
    const first = new Map<number, number>()
    for (const row of await this.#reader.rows('counter_change', { orderBy: ['at_ns'] })) {
      const counter = counters.get(row.counter)
      if (counter?.gauge === 1) {
        await this.#add('counter_change', [this.#time.row(row)])
        continue
      }
      if (!first.has(row.counter)) first.set(row.counter, counter?.born === 1 ? 0 : row.value)
      const from = first.get(row.counter) ?? 0
      const value = from + (row.value - from) * factor
      await this.#add('counter_change', [{ ...this.#time.row(row), value }])
    }
    for (const row of await this.#reader.rows('socket_sample')) {
      await this.#add('socket_sample', [{ ...this.#time.row(row), drops: row.drops * factor }])
    }
  }

  #setInfo(): void {
    const { endedNs, detachedNs } = this.#info
    for (const [key, value] of Object.entries(this.#info))
      this.#writer.add('session_info', [{ key, value: JSON.stringify(value) }])
    this.#writer.setInfo('detachedNs', this.#time.at(detachedNs ?? 0))
    this.#writer.setInfo('endedNs', this.#time.at(endedNs ?? 0))
  }

  async #drops(counts: readonly Row<'drop_count'>[], times: number): Promise<void> {
    const { windows, variants } = this.#options
    const flows = await this.#reader.rows('drop_flow')
    const flowCounts = await this.#reader.rows('drop_flow_count')
    const stride = flows.reduce((most, { id }) => Math.max(most, id), 0)
    const varied = Math.min(variants, times)
    for (let variant = 0; variant < varied; variant++) {
      await this.#add(
        'drop_flow',
        flows.map((row) => ({
          ...row,
          id: row.id + variant * stride,
          sport: portVariant(row.sport, variant),
          dport: portVariant(row.dport, variant),
        })),
      )
    }
    for (let window = 0; window < windows; window++) {
      const shift = this.#time.shift(window)
      await this.#add(
        'drop_count',
        counts.map((row) => ({
          ...row,
          at_ns: row.at_ns + shift,
          drops: row.drops * times,
          bytes: row.bytes * times,
        })),
      )
      for (let variant = 0; variant < varied; variant++) {
        const own = Math.floor(times / varied) + (variant < times % varied ? 1 : 0)
        await this.#add(
          'drop_flow_count',
          flowCounts.map((row) => ({
            flow: row.flow + variant * stride,
            at_ns: row.at_ns + shift,
            drops: row.drops * own,
            bytes: row.bytes * own,
          })),
        )
      }
    }
  }

  async #details(): Promise<void> {
    const { windows, details } = this.#options
    let id = 0
    let left = details
    for (let window = 0; window < windows && left > 0; window++) {
      const shift = this.#time.shift(window)
      for await (const block of this.#reader.blocks('drop_block')) {
        const data = Uint8Array.from(block.data)
        const fields = new DataView(data.buffer)
        for (let at = 0; at < data.length; at += dropRecord.size)
          fields.setFloat64(at, fields.getFloat64(at, true) + shift, true)
        left -= block.records
        const times = { from_ns: block.from_ns + shift, to_ns: block.to_ns + shift }
        await this.#add('drop_block', [{ ...block, ...times, id: ++id, data }])
      }
    }
  }

  /** Copies of the captured packets, each with client ports and a moment of its own; their flows; how many they are. */
  async #packets(): Promise<number> {
    const { windows, variants, packets } = this.#options
    const flows = await this.#reader.rows('flow')
    const seconds = await this.#reader.rows('flow_second')
    const base = (await this.#reader.rows('capture')).reduce((sum, row) => sum + row.received, 0)
    const copies = Math.max(1, Math.round(packets / base / windows))
    const stride = flows.reduce((most, { id }) => Math.max(most, id), 0)
    const used = Math.min(variants, copies * windows)
    for (let variant = 0; variant < used; variant++) {
      await this.#add(
        'flow',
        flows.map((row) => ({
          ...row,
          id: row.id + variant * stride,
          sport: portVariant(row.sport, variant),
          dport: portVariant(row.dport, variant),
        })),
      )
    }
    let id = 0
    let made = 0
    for (let window = 0; window < windows; window++) {
      for (let copy = 0; copy < copies; copy++) {
        const variant = (window * copies + copy) % used
        const shift = this.#time.shift(window) + Math.floor((this.#time.spanNs * copy) / copies / 2)
        for await (const block of this.#reader.blocks('packet_block')) {
          const records = shifted(block.data, shift, block.link_type, variant)
          const data = packedPackets(records, block.link_type)
          made += block.packets
          const times = { from_ns: block.from_ns + shift, to_ns: block.to_ns + shift }
          await this.#add('packet_block', [{ ...block, ...times, id: ++id, data }])
        }
        await this.#add(
          'flow_second',
          seconds.map((row) => ({
            ...row,
            flow: row.flow + variant * stride,
            at_ns: Math.floor((row.at_ns + shift) / 1e9) * 1e9,
          })),
        )
      }
    }
    const received = made / base
    await this.#add(
      'capture',
      (await this.#reader.rows('capture')).map((row) => ({
        ...this.#time.row(row),
        received: Math.round(row.received * received),
      })),
    )
    return made
  }

  async #add<N extends TableName>(table: N, rows: readonly Row<N>[]): Promise<void> {
    this.#writer.add(table, rows)
    this.#pending += rows.length
    if (this.#pending < 20_000 && table !== 'packet_block') return
    this.#pending = 0
    await this.#writer.flush()
  }

  #pending = 0
}

function shifted(source: Uint8Array, shift: number, link: number, variant: number): Uint8Array {
  const data = Uint8Array.from(source)
  const fields = new DataView(data.buffer)
  for (let at = 0; at < data.length;) {
    fields.setFloat64(at, fields.getFloat64(at, true) + shift, true)
    const captured = fields.getUint32(at + packetRecord.captured, true)
    const start = at + packetRecord.headerSize
    rewritePorts(data, start, start + captured, link, variant)
    at += packetRecordSize(captured)
  }
  return data
}
