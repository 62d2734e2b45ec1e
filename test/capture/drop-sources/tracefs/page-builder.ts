/** Pages with what a recording seldom has, laid out as events/header_event of x86-64 says. */
export class PageBuilder {
  readonly #view = new DataView(new ArrayBuffer(4096))
  #at = 16

  constructor(stampNs: bigint) {
    this.#view.setBigUint64(0, stampNs, true)
  }

  /** A record of whole words, its length in type_len. */
  record(delta: number, bytes: number): this {
    return this.#word(bytes / 4, delta, bytes)
  }

  /** A record whose length stands in a word of its own. */
  longRecord(delta: number, bytes: number): this {
    this.#view.setUint32(this.#at + 4, bytes + 4, true)
    return this.#word(0, delta, bytes + 4)
  }

  discarded(delta: number, bytes: number): this {
    this.#view.setUint32(this.#at + 4, bytes, true)
    return this.#word(29, delta, bytes)
  }

  timeExtend(ns: number): this {
    this.#view.setUint32(this.#at + 4, Math.floor(ns / 2 ** 27), true)
    return this.#word(30, ns % 2 ** 27, 4)
  }

  timeStamp(stampNs: bigint): this {
    const low = stampNs & ((1n << 59n) - 1n)
    this.#view.setUint32(this.#at + 4, Number(low >> 27n), true)
    return this.#word(31, Number(low & ((1n << 27n) - 1n)), 4)
  }

  /** Ends the page as the kernel does when the next record does not fit. */
  padding(): this {
    return this.#word(29, 0, 0)
  }

  word(typeLen: number, delta: number): this {
    return this.#word(typeLen, delta, 0)
  }

  build(flags = 0, missed?: bigint): DataView {
    this.#view.setUint32(8, ((this.#at - 16) | flags) >>> 0, true)
    if (missed !== undefined) this.#view.setBigUint64(this.#at, missed, true)
    return this.#view
  }

  #word(typeLen: number, delta: number, bytes: number): this {
    this.#view.setUint32(this.#at, ((delta << 5) | typeLen) >>> 0, true)
    this.#at += 4 + bytes
    return this
  }
}
