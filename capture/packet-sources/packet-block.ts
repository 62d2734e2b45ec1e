import { packetRecord, packetRecordSize } from '../../session/packet-record.js'
import { messageHeaderBytes, messageKind } from './capture-protocol.js'

/** One write to the pipe; at snap length 128 some 1,800 packets. */
const blockBytes = 256 << 10

/** Gathers packets of one interface until they are worth a write. Runs for every packet: allocates nothing. */
export class PacketBlock {
  readonly #slot: number
  readonly #write: (message: Uint8Array) => void
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #doubles: Float64Array
  #used = messageHeaderBytes
  #packets = 0

  constructor(slot: number, snapLength: number, write: (message: Uint8Array) => void) {
    this.#slot = slot
    this.#write = write
    const size = Math.max(blockBytes, messageHeaderBytes + packetRecordSize(snapLength))
    // Pages that no packet touches cost no memory: an idle interface is cheap.
    const memory = new ArrayBuffer((size + 7) & ~7)
    this.#bytes = new Uint8Array(memory)
    this.#words = new Uint32Array(memory)
    this.#doubles = new Float64Array(memory)
  }

  get isEmpty(): boolean {
    return this.#packets === 0
  }

  /** `source` holds the packet in its first `captured` bytes, in whole words. */
  add(wallUs: number, length: number, source: Uint32Array, captured: number): void {
    const size = packetRecordSize(captured)
    if (this.#used + size > this.#bytes.length) this.flush()
    const at = this.#used
    this.#doubles[(at + packetRecord.atNs) >> 3] = wallUs
    this.#words[(at + packetRecord.length) >> 2] = length
    this.#words[(at + packetRecord.captured) >> 2] = captured
    // Faster than TypedArray.set up to some hundred bytes, and most packets are cut to 128.
    let to = (at + packetRecord.headerSize) >> 2
    const wholeWords = captured >> 2
    for (let word = 0; word < wholeWords; word++) this.#words[to++] = source[word] ?? 0
    const end = (at + size) >> 2
    while (to < end) this.#words[to++] = 0
    const rest = captured & 3
    if (rest > 0) {
      const tail = (source[wholeWords] ?? 0) & (0xffffffff >>> (32 - rest * 8))
      this.#words[((at + packetRecord.headerSize) >> 2) + wholeWords] = tail
    }
    this.#used = at + size
    this.#packets += 1
  }

  flush(): void {
    if (this.#packets === 0) return
    this.#words[0] = messageKind.packets
    this.#words[1] = this.#slot
    this.#words[2] = this.#used - messageHeaderBytes
    this.#words[3] = this.#packets
    this.#write(this.#bytes.subarray(0, this.#used))
    this.#used = messageHeaderBytes
    this.#packets = 0
  }
}
