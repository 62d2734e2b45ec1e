/**
 * Blocks of packets as the recorder makes them have up to 112 KiB and a packet (native/src/packets/packet-deltas.h), and a
 * header: half of that or less where packets are much like one another.
 */
const pieceBytes = [64 << 10, 128 << 10] as const
/** Blocks that were sent before they were full have memory of their own: pieces would be mostly empty. */
const leastBytes = 24 << 10
/** Of each size: as much as some tenths of a second of the fastest flood. */
const maxFree = 64

/** What it holds is not defined: a stream that claims much costs nothing before it brings it. */
export const unfilled = (bytes: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer)

/**
 * Memory for blocks of packets, used again once they are written: to leave each to the garbage collector would have it
 * collect several times a second in a flood, which costs more than the packets do.
 */
export class BlockMemory {
  readonly #free = new Map<number, ArrayBuffer[]>(pieceBytes.map((bytes) => [bytes, []]))

  /** What it holds is not defined. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const piece = bytes < leastBytes ? undefined : pieceBytes.find((size) => size >= bytes)
    if (piece === undefined) return unfilled(bytes)
    const memory = this.#free.get(piece)?.pop() ?? unfilled(piece).buffer
    return new Uint8Array(memory, 0, bytes)
  }

  /** Nobody may read it any more. */
  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    const free = this.#free.get(buffer.byteLength)
    if (free !== undefined && free.length < maxFree) free.push(buffer)
  }
}
