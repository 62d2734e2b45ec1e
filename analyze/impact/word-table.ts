/**
 * Numbers keys of a fixed count of 32-bit words from 0 on: open addressing over typed arrays, nothing allocated per
 * look-up. Keys may be chosen by an attacker: a probe that grows long ends in 'no room', not in a slow report.
 */
export class WordTable {
  readonly #words: number
  readonly #limit: number
  /** Entry + 1; 0 = free. */
  #slots: Int32Array
  #keys: Uint32Array
  #count = 0

  /** `limit`: most keys it takes. */
  constructor(words: number, limit: number) {
    this.#words = words
    this.#limit = limit
    this.#slots = new Int32Array(2048)
    this.#keys = new Uint32Array(1024 * words)
  }

  get count(): number {
    return this.#count
  }

  /** -1 if it is not there. */
  find(key: Uint32Array): number {
    const slot = this.#slotOf(key)
    return slot < 0 ? -1 : (this.#slots[slot] ?? 0) - 1
  }

  /** The number of the key, a new one if it is not there yet; -1 if there is no room. */
  add(key: Uint32Array): number {
    const slot = this.#slotOf(key)
    if (slot < 0) return -1
    const known = this.#slots[slot] ?? 0
    if (known > 0) return known - 1
    if (this.#count >= this.#limit) return -1
    const entry = this.#count++
    if (entry * this.#words >= this.#keys.length) this.#growKeys()
    this.#keys.set(key, entry * this.#words)
    this.#slots[slot] = entry + 1
    if (this.#count * 2 > this.#slots.length) this.#rehash()
    return entry
  }

  word(entry: number, index: number): number {
    return this.#keys[entry * this.#words + index] ?? 0
  }

  /** -1 if neither the key nor a free slot is near. */
  #slotOf(key: Uint32Array): number {
    const mask = this.#slots.length - 1
    let slot = hash(key, 0, this.#words) & mask
    for (let probes = 0; probes < maxProbes; probes++) {
      const entry = this.#slots[slot] ?? 0
      if (entry === 0 || this.#holds(entry - 1, key)) return slot
      slot = (slot + 1) & mask
    }
    return -1
  }

  #holds(entry: number, key: Uint32Array): boolean {
    const at = entry * this.#words
    for (let i = 0; i < this.#words; i++) if (this.#keys[at + i] !== key[i]) return false
    return true
  }

  #growKeys(): void {
    const more = new Uint32Array(this.#keys.length * 2)
    more.set(this.#keys)
    this.#keys = more
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let entry = 0; entry < this.#count; entry++) {
      let slot = hash(this.#keys, entry * this.#words, this.#words) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = entry + 1
    }
  }
}

const maxProbes = 256

function hash(words: Uint32Array, at: number, count: number): number {
  let h = 0x811c9dc5
  for (let i = 0; i < count; i++) {
    h = Math.imul(h ^ (words[at + i] ?? 0), 0x9e3779b1)
    h ^= h >>> 15
  }
  return h >>> 0
}
