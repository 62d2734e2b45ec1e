/** How many drops fell under masks, from the counts of keys that go under a mask and come out again. */
export class MaskedDrops {
  /** By key that is masked: what it had counted when it went under the mask. */
  readonly #before = new Map<number, number>()
  #done = 0

  /** The key goes under a mask, having counted `drops` so far that are not masked. */
  add(key: number, drops: number): void {
    this.#before.set(key, drops)
  }

  /** The key comes out, having counted `drops` in all. */
  remove(key: number, drops: number): void {
    this.#done += drops - (this.#before.get(key) ?? drops)
    this.#before.delete(key)
  }

  /** `dropsOf` gives what a key has counted in all. */
  total(dropsOf: (key: number) => number): number {
    let total = this.#done
    for (const [key, before] of this.#before) total += dropsOf(key) - before
    return total
  }
}
