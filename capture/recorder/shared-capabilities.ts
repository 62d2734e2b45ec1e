import { readFileSync } from 'node:fs'
import { addon } from '../native.js'

/**
 * Capabilities of a file (`setcap` on a copy of node) are for that program alone: what it starts has none. What records does so
 * with programs of ours and of the system, which must be able to do what the recorder may: their capabilities become ambient.
 * Nothing for root, whose programs have all.
 */
export class SharedCapabilities {
  /** Masks. */
  readonly #permitted: bigint
  readonly #ambientBefore: bigint

  private constructor(permitted: bigint, ambientBefore: bigint) {
    this.#permitted = permitted
    this.#ambientBefore = ambientBefore
    this.#share(permitted)
  }

  static share(): SharedCapabilities {
    const status = readFileSync('/proc/self/status', 'utf8')
    const mask = (field: string) =>
      BigInt(`0x${new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)
    return new SharedCapabilities(mask('CapPrm'), mask('CapAmb'))
  }

  /** Runs `start`, which starts a program that is not ours: it gets what it would have without us. */
  withheld<T>(start: () => T): T {
    this.#share(this.#ambientBefore)
    try {
      return start()
    } finally {
      this.#share(this.#permitted)
    }
  }

  #share(mask: bigint): void {
    if (process.geteuid?.() === 0 || this.#permitted === this.#ambientBefore) return
    const native = addon()
    try {
      native.setAmbientCapabilities(mask)
    } catch {
      // Forbidden by the thread's securebits: what programs cannot do then is in the health of those who start them.
    }
  }
}
