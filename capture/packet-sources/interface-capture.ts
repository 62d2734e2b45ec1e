import { packetRecord, packetRecordSize } from '../../session/packet-record.js'
import { flowKeyWords, readFlowKey } from '../../session/packet/flow-key.js'
import type { Row } from '../../session/tables.js'
import type { SessionClock, Sink } from '../source.js'
import type { Message } from './capture-protocol.js'
import type { CaptureInterface } from './choose-interfaces.js'
import type { FlowSeconds } from './flow-seconds.js'
import { StampConversion } from './stamp-conversion.js'

/** As much as the capture process sends at a time; SQLite takes a third more CPU for blobs of 64 KiB. Smaller ones wait a second. */
const rowBytes = 240 << 10
const rowAgeNs = 1e9

export interface CaptureContext {
  readonly sink: Sink
  readonly clock: SessionClock
  readonly flows: FlowSeconds
  readonly snapLength: number
  readonly filter: string
  nextBlockId(): number
}

/** One interface being captured: its packets on their way into the session. */
export class InterfaceCapture {
  readonly slot: number
  readonly of: CaptureInterface
  linkType = -1
  packets = 0
  /** '' = open, or ended in order. */
  why = ''
  toNs: number | undefined
  readonly #context: CaptureContext
  readonly #stamps: StampConversion
  readonly #key = new Uint32Array(flowKeyWords)
  readonly #fromNs: number
  /** Losses told by processes that have ended, and by the one that runs. */
  #lostBefore = 0
  #lostNow = 0
  #rowWritten = ''
  #pending: Uint8Array[] = []
  #pendingRow = { fromNs: 0, toNs: 0, packets: 0, wireBytes: 0, bytes: 0 }

  constructor(slot: number, of: CaptureInterface, context: CaptureContext) {
    this.slot = slot
    this.of = of
    this.#context = context
    this.#stamps = new StampConversion(context.clock)
    this.#fromNs = context.clock.now()
  }

  get lost(): number {
    return this.#lostBefore + this.#lostNow
  }

  get snapLength(): number {
    return this.#context.snapLength
  }

  get filter(): string {
    return this.#context.filter
  }

  opened(linkType: number): void {
    this.linkType = linkType
    this.#context.flows.addInterface({ ...this.of, slot: this.slot })
    this.writeRow()
  }

  /** Takes a block from the capture process, without packets stamped up to `afterWallUs`; its memory goes into the session. */
  take(message: Message, afterWallUs: number): void {
    const { body, packets } =
      afterWallUs === -Infinity ? message : recordsAfter(message, afterWallUs)
    if (packets === 0) return
    const doubles = new Float64Array(body.buffer, 0, body.length >> 3)
    const words = new Uint32Array(body.buffer, 0, body.length >> 2)
    const { flows } = this.#context
    this.#stamps.beginBlock()
    let firstNs = -1
    let atNs = 0
    let wireBytes = 0
    for (let at = 0; at + packetRecord.headerSize <= body.length;) {
      const captured = words[(at + packetRecord.captured) >> 2] ?? 0
      const length = words[(at + packetRecord.length) >> 2] ?? 0
      atNs = this.#stamps.toSessionNs(doubles[(at + packetRecord.atNs) >> 3] ?? 0)
      doubles[(at + packetRecord.atNs) >> 3] = atNs
      if (firstNs < 0) firstNs = atNs
      readFlowKey(body, at + packetRecord.headerSize, captured, this.linkType, this.#key)
      flows.count(this.slot, this.#key, Math.floor(atNs / 1e9), length)
      wireBytes += length
      at += packetRecordSize(captured)
    }
    this.packets += packets
    const row = this.#pendingRow
    if (this.#pending.length === 0) row.fromNs = firstNs
    row.toNs = atNs
    row.packets += packets
    row.wireBytes += wireBytes
    row.bytes += body.length
    this.#pending.push(body)
    if (row.bytes >= rowBytes) this.#writeBlock()
  }

  /** Packets lost so far, as the capture process has it from the kernel. */
  setLost(lost: number): void {
    this.#lostNow = lost
    this.writeRow()
  }

  /** Another capture process goes on, which counts from zero. */
  handOver(): void {
    this.#lostBefore = this.lost
    this.#lostNow = 0
  }

  /** Called about once a second. */
  refresh(nowNs: number): void {
    if (this.#pending.length > 0 && nowNs - this.#pendingRow.fromNs >= rowAgeNs) this.#writeBlock()
    this.writeRow()
  }

  /** No more packets will come. */
  end(why: string): void {
    if (this.toNs !== undefined) return
    this.why = why
    this.toNs = this.#context.clock.now()
    this.flush()
  }

  flush(): void {
    this.#writeBlock()
    this.writeRow()
  }

  /** Replaces the row in `capture` if anything has changed: a recording that is killed keeps the last second's. */
  writeRow(): void {
    const { snapLength, filter, sink } = this.#context
    const row: Row<'capture'> = {
      netns: this.of.netns,
      ifindex: this.of.ifindex,
      name: this.of.name,
      from_ns: this.#fromNs,
      to_ns: this.toNs ?? null,
      snap_length: snapLength,
      filter,
      received: this.packets,
      lost: this.lost,
      why: this.why,
    }
    const text = JSON.stringify(row)
    if (text === this.#rowWritten) return
    this.#rowWritten = text
    sink.add('capture', [row])
  }

  #writeBlock(): void {
    const [first] = this.#pending
    if (first === undefined) return
    const row = this.#pendingRow
    this.#context.sink.add('packet_block', [
      {
        id: this.#context.nextBlockId(),
        netns: this.of.netns,
        ifindex: this.of.ifindex,
        link_type: this.linkType,
        from_ns: row.fromNs,
        to_ns: row.toNs,
        packets: row.packets,
        bytes: row.wireBytes,
        data: this.#pending.length === 1 ? first : Buffer.concat(this.#pending),
      },
    ])
    this.#pending = []
    this.#pendingRow = { fromNs: 0, toNs: 0, packets: 0, wireBytes: 0, bytes: 0 }
  }
}

/** Stamps of several CPUs may be slightly out of order: each record is looked at. */
function recordsAfter({ body }: Message, afterWallUs: number): Pick<Message, 'body' | 'packets'> {
  const view = new DataView(body.buffer)
  let packets = 0
  let kept = 0
  for (let at = 0; at + packetRecord.headerSize <= body.length;) {
    const size = packetRecordSize(view.getUint32(at + packetRecord.captured, true))
    if (view.getFloat64(at + packetRecord.atNs, true) > afterWallUs) {
      body.copyWithin(kept, at, at + size)
      kept += size
      packets += 1
    }
    at += size
  }
  return { body: body.slice(0, kept), packets }
}
