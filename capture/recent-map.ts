/**
 * Remembers what was used lately: at least the last `room` entries, at most three times as many. A Map that forgets its
 * oldest entry one by one would skip over all the gone ones each time.
 */
export class RecentMap<K, V> {
  readonly #room: number
  #now = new Map<K, V>()
  #before = new Map<K, V>()

  constructor(room: number) {
    this.#room = room
  }

  get size(): number {
    return this.#now.size + this.#before.size
  }

  get(key: K): V | undefined {
    const value = this.#now.get(key)
    if (value !== undefined) return value
    const older = this.#before.get(key)
    if (older === undefined) return undefined
    this.#before.delete(key)
    this.#now.set(key, older)
    return older
  }

  set(key: K, value: V): void {
    this.#before.delete(key)
    this.#now.set(key, value)
  }

  delete(key: K): void {
    this.#now.delete(key)
    this.#before.delete(key)
  }

  *entries(): IterableIterator<[K, V]> {
    yield* this.#before
    yield* this.#now
  }

  /** Forgets what was not used of late, if there is much. Returns what was forgotten. */
  makeRoom(): Iterable<V> {
    if (this.#now.size < this.#room) return []
    const gone = this.#before
    this.#before = this.#now
    this.#now = new Map()
    return gone.values()
  }
}
