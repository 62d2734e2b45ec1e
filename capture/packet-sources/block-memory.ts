/** A block of packets as the recorder makes them, of 112 KiB and a packet (native/src/packets/packet-deltas.h), and its header. */
const pieceBytes = 128 << 10
/** Blocks that were sent before they were full have memory of their own: pieces would be mostly empty. */
const leastBytes = pieceBytes / 2
/** 8 MiB, as much as some tenths of a second of the fastest flood. */
const maxFree = 64

/**
 * Memory for blocks of packets, used again once they are written: to leave each to the garbage collector would have it
 * collect several times a second in a flood, which costs more than the packets do.
 */
export class BlockMemory {
  readonly #free: ArrayBuffer[] = []

  /** What it holds is not defined. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    if (bytes < leastBytes || bytes > pieceBytes) return new Uint8Array(bytes)
    const memory = this.#free.pop() ?? Buffer.allocUnsafeSlow(pieceBytes).buffer
    return new Uint8Array(memory, 0, bytes)
  }

  /** Nobody may read it any more. */
  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (buffer.byteLength === pieceBytes && this.#free.length < maxFree) this.#free.push(buffer)
  }
}
