/** Decodes what the capture process writes (native/src/packets/message-writer.cc, which must stay the same). */
import { flowKeyWords } from '../../session/packet/flow-key.js'
import { BlockMemory, unfilled } from './block-memory.js'
import type { CaptureMessage, NewFlow, PacketsMessage } from './capture-protocol.js'

export const messageHeaderBytes = 16

/** A body longer than this is not ours: the stream is broken. */
const maxBodyBytes = 64 << 20

interface Header {
  readonly kind: number
  readonly slot: number
  readonly number: number
}

const packetsKind = 4

/** Puts messages together again from the chunks of a stream, whose memory may be used anew after each. */
export class MessageReader {
  readonly #onMessage: (message: CaptureMessage) => void
  readonly #header = new Uint8Array(messageHeaderBytes)
  readonly #headerWords = new DataView(this.#header.buffer)
  readonly #blocks = new BlockMemory()
  #body: Uint8Array<ArrayBuffer> | undefined
  #filled = 0

  constructor(onMessage: (message: CaptureMessage) => void) {
    this.#onMessage = onMessage
  }

  /** Throws if the stream holds what cannot be a message. */
  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      const target = this.#body ?? this.#header
      const taken = Math.min(target.length - this.#filled, chunk.length - at)
      target.set(chunk.subarray(at, at + taken), this.#filled)
      this.#filled += taken
      at += taken
      if (this.#filled === target.length) this.#complete()
    }
  }

  #complete(): void {
    this.#filled = 0
    if (this.#body === undefined) {
      const length = this.#headerWords.getUint32(8, true)
      if (length > maxBodyBytes) throw new Error(`message of ${length} bytes from capture process`)
      const isPackets = this.#headerWords.getUint32(0, true) === packetsKind
      // Filled before anyone sees it.
      this.#body = isPackets ? this.#blocks.take(length) : unfilled(length)
      if (length > 0) return
    }
    const body = this.#body
    this.#body = undefined
    const [kind = 0, slot = 0, number = 0] = [0, 4, 12].map((at) =>
      this.#headerWords.getUint32(at, true),
    )
    this.#onMessage(this.#decode({ kind, slot, number }, body))
  }

  #decode(header: Header, body: Uint8Array<ArrayBuffer>): CaptureMessage {
    if (header.kind !== packetsKind) return decode(header, body)
    return decodePackets(header, body, () => this.#blocks.giveBack(body))
  }
}

function decode({ kind, slot, number }: Header, body: Uint8Array<ArrayBuffer>): CaptureMessage {
  switch (kind) {
    case 1:
      return { kind: 'ready' }
    case 2:
      return { kind: 'opened', slot, linkType: number }
    case 3:
      return { kind: 'failed', slot, why: new TextDecoder().decode(body), isFilter: number === 1 }
    case 5:
      return { kind: 'newFlows', flows: decodeFlows(body) }
    case 6:
      return {
        kind: 'seconds',
        seconds: groupsOf(doublesOf(body), 4).map(
          ([flow = 0, second = 0, packets = 0, bytes = 0]) => ({ flow, second, packets, bytes }),
        ),
      }
    case 7:
      return decodeCounts(body)
    case 8:
      return { kind: 'stopped', cutShort: number === 1 }
    default:
      throw new Error(`message of kind ${kind} from capture process`)
  }
}

const blockHeaderBytes = 24

function decodePackets(
  { slot, number }: Header,
  body: Uint8Array<ArrayBuffer>,
  settled: () => void,
): PacketsMessage {
  if (body.length < blockHeaderBytes) throw new Error(`packets in ${body.length} bytes`)
  const view = new DataView(body.buffer, body.byteOffset)
  return {
    kind: 'packets',
    slot,
    packets: number,
    fromNs: view.getFloat64(0, true),
    toNs: view.getFloat64(8, true),
    bytes: view.getFloat64(16, true),
    data: body.subarray(blockHeaderBytes),
    settled,
  }
}

const newFlowWords = 2 + flowKeyWords

function decodeFlows(body: Uint8Array<ArrayBuffer>): readonly NewFlow[] {
  const words = new Uint32Array(body.buffer, 0, body.length >> 2)
  return Array.from({ length: Math.floor(words.length / newFlowWords) }, (_, index) => {
    const flow = words.subarray(index * newFlowWords, (index + 1) * newFlowWords)
    return { id: flow[0] ?? 0, slot: flow[1] ?? 0, key: flow.subarray(2) }
  })
}

function decodeCounts(body: Uint8Array<ArrayBuffer>): CaptureMessage {
  const [cpuMs = 0, overLimit = 0, ...rest] = doublesOf(body)
  const losses = groupsOf(rest, 2).map(([slot = 0, lost = 0]) => ({ slot, lost }))
  return { kind: 'counts', losses, cpuMs, overLimit }
}

const doublesOf = (body: Uint8Array<ArrayBuffer>): readonly number[] =>
  Array.from(new Float64Array(body.buffer, 0, body.length >> 3))

const groupsOf = (numbers: readonly number[], size: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.floor(numbers.length / size) }, (_, index) =>
    numbers.slice(index * size, (index + 1) * size),
  )
