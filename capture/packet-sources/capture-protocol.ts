/**
 * What the recorder and its capture process say to each other. Commands go down the child's stdin, one JSON
 * object a line. Everything comes back through descriptor 3 in one ordered stream of messages: a header of
 * 16 bytes (little-endian u32: kind, slot, length of the body, packets), then the body.
 */
export const messageHeaderBytes = 16
export const messageFd = 3

export const messageKind = {
  /** Body: records as in session/packet-record.ts, except that `atNs` holds microseconds of wall-clock time. */
  packets: 1,
  /** Body: a Notice as JSON. */
  notice: 2,
} as const

/** A slot stands for one interface being captured; the recorder numbers them and never reuses a number. */
export interface OpenCommand {
  readonly kind: 'open'
  readonly slot: number
  readonly device: string
  /** Leads to the namespace of the device; null = the recorder's own. */
  readonly netnsPath: string | null
  readonly snapLength: number
  readonly bufferBytes: number
  readonly filter: string
}

export type Command =
  | OpenCommand
  | { readonly kind: 'close'; readonly slot: number }
  | {
      readonly kind: 'stop'
      /** Later packets (microseconds of wall-clock time) are not wanted. */
      readonly upToWallUs: number
    }

/** Cumulative since the slot was opened. */
export interface SlotCounts {
  readonly slot: number
  /** Packets passed on. */
  readonly packets: number
  /** Packets that found the kernel's buffer full. */
  readonly lost: number
}

export type Notice =
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly slot: number; readonly linkType: number }
  | {
      readonly kind: 'failed'
      readonly slot: number
      readonly why: string
      /** The interface itself could be opened. */
      readonly isFilter: boolean
    }
  | { readonly kind: 'counts'; readonly counts: readonly SlotCounts[]; readonly cpuMs: number }
  | { readonly kind: 'closed'; readonly counts: SlotCounts }
  | {
      readonly kind: 'stopped'
      readonly counts: readonly SlotCounts[]
      readonly cpuMs: number
      /** true = traffic came faster than it could be drained; the rest was left behind. */
      readonly cutShort: boolean
    }

export interface Message {
  readonly kind: number
  readonly slot: number
  readonly packets: number
  /** Starts at offset 0 of its own memory. */
  readonly body: Uint8Array<ArrayBuffer>
}

/** A body longer than this is not ours: the stream is broken. */
const maxBodyBytes = 16 << 20

/** Puts messages together again from the chunks of a stream. */
export class MessageReader {
  readonly #onMessage: (message: Message) => void
  readonly #header = new Uint8Array(messageHeaderBytes)
  readonly #headerWords = new DataView(this.#header.buffer)
  #body: Uint8Array<ArrayBuffer> | undefined
  #filled = 0

  constructor(onMessage: (message: Message) => void) {
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
      this.#body = new Uint8Array(length)
      if (length > 0) return
    }
    const body = this.#body
    this.#body = undefined
    this.#onMessage({
      kind: this.#headerWords.getUint32(0, true),
      slot: this.#headerWords.getUint32(4, true),
      packets: this.#headerWords.getUint32(12, true),
      body,
    })
  }
}

export function encodeNotice(notice: Notice): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(notice))
  const message = new Uint8Array(messageHeaderBytes + json.length)
  const view = new DataView(message.buffer)
  view.setUint32(0, messageKind.notice, true)
  view.setUint32(8, json.length, true)
  message.set(json, messageHeaderBytes)
  return message
}

export const decodeNotice = (body: Uint8Array): Notice =>
  JSON.parse(new TextDecoder().decode(body)) as Notice
