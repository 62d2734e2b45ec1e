/** Rounds that a narrower stride must have been enough for: costs waver, and an interval that does so too helps nobody. */
const patience = 40

/** In how many rounds something is done once: grows as soon as it must, shrinks when it has long been wider than needed. */
export class Stride {
  #rounds = 1
  #widest = 1
  #enough = 1
  #patient = 0

  get rounds(): number {
    return this.#rounds
  }

  get widest(): number {
    return this.#widest
  }

  /** `needed` would do now. Returns whether the stride changed. */
  take(needed: number): boolean {
    const wanted = Math.max(1, needed)
    if (wanted > this.#rounds) return this.#become(wanted)
    if (wanted === this.#rounds) {
      this.#patient = 0
      this.#enough = 1
      return false
    }
    this.#enough = Math.max(this.#enough, wanted)
    this.#patient += 1
    return this.#patient >= patience && this.#become(this.#enough)
  }

  #become(rounds: number): boolean {
    this.#rounds = rounds
    this.#widest = Math.max(this.#widest, rounds)
    this.#patient = 0
    this.#enough = 1
    return true
  }
}
