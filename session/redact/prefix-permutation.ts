/**
 * Permutes addresses so that two which agree in exactly their first n bits still do (the scheme of Xu, Fan, Ammar
 * and Moon, 2002): each bit is flipped or not by a keyed function of the bits before it.
 */
import { createCipheriv, type Cipher } from 'node:crypto'

const blockBytes = 16

export class PrefixPermutation {
  readonly #cipher: Cipher
  readonly #pad: Uint8Array

  /** `key`: 32 bytes. */
  constructor(key: Buffer) {
    // ECB of single blocks is AES itself, the keyed function that is needed; no message is encrypted.
    this.#cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    this.#pad = this.#cipher.update(new Uint8Array(blockBytes))
  }

  /** A new address of the same length, at most 16 bytes, whose first `kept` bits are as they were. */
  permute(bytes: Uint8Array, kept: number): Uint8Array {
    const bits = bytes.length * 8
    if (kept >= bits) return Uint8Array.from(bytes)
    const blocks = new Uint8Array((bits - kept) * blockBytes)
    for (let bit = kept; bit < bits; bit++) {
      const at = (bit - kept) * blockBytes
      blocks.set(this.#pad, at)
      blocks.set(bytes.subarray(0, bit >> 3), at)
      const mask = 0xff00 >> (bit & 7)
      const whole = at + (bit >> 3)
      blocks[whole] = ((bytes[bit >> 3] ?? 0) & mask & 0xff) | ((this.#pad[bit >> 3] ?? 0) & ~mask)
    }
    const flips = this.#cipher.update(blocks)
    const permuted = Uint8Array.from(bytes)
    for (let bit = kept; bit < bits; bit++) {
      const flip = (flips[(bit - kept) * blockBytes] ?? 0) >> 7
      permuted[bit >> 3] = (permuted[bit >> 3] ?? 0) ^ (flip << (7 - (bit & 7)))
    }
    return permuted
  }
}
