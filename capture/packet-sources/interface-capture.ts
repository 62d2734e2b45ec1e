import type { Row } from '../../session/tables.js'
import type { SessionClock, Sink } from '../source.js'
import type { PacketsMessage } from './capture-protocol.js'
import type { CaptureInterface } from './choose-interfaces.js'

export interface CaptureContext {
  readonly sink: Sink
  readonly clock: SessionClock
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
  /** As the capture process has it from the kernel. */
  lost = 0
  /** '' = open, or ended in order. */
  why = ''
  toNs: number | undefined
  readonly #context: CaptureContext
  readonly #fromNs: number
  #rowWritten = ''

  constructor(slot: number, of: CaptureInterface, context: CaptureContext) {
    this.slot = slot
    this.of = of
    this.#context = context
    this.#fromNs = context.clock.now()
  }

  opened(linkType: number): void {
    this.linkType = linkType
    this.writeRow()
  }

  take({ packets, fromNs, toNs, bytes, data, settled }: PacketsMessage): void {
    this.packets += packets
    const row: Row<'packet_block'> = {
      id: this.#context.nextBlockId(),
      netns: this.of.netns,
      ifindex: this.of.ifindex,
      link_type: this.linkType,
      from_ns: fromNs,
      to_ns: toNs,
      packets,
      bytes,
      data,
    }
    this.#context.sink.add('packet_block', [row], settled)
  }

  /** No more packets will come. */
  end(why: string): void {
    if (this.toNs !== undefined) return
    this.why = why
    this.toNs = this.#context.clock.now()
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
}
