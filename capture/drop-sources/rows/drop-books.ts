/**
 * Which drops belong to the session: those between the first and the last reading of the counters. A source is attached a
 * little longer, and what it sees then no counter of the session can show.
 */
export class DropBooks {
  #openedNs = -Infinity
  #closedNs = Infinity
  #before = 0
  #after = 0

  get openedNs(): number {
    return this.#openedNs
  }

  get closedNs(): number {
    return this.#closedNs
  }

  get isClosed(): boolean {
    return this.#closedNs !== Infinity
  }

  /** From here on drops count. */
  open(atNs: number): void {
    this.#openedNs = atNs
  }

  /** Drops after this are in no count. */
  close(atNs: number): void {
    this.#closedNs = atNs
  }

  holds(atNs: number): boolean {
    return atNs >= this.#openedNs && atNs <= this.#closedNs
  }

  leaveOutBefore(drops: number): void {
    this.#before += drops
  }

  leaveOutAfter(drops: number): void {
    this.#after += drops
  }

  /** Drops of that time that lies outside. */
  leaveOut(atNs: number, drops: number): void {
    if (atNs < this.#openedNs) this.#before += drops
    else this.#after += drops
  }

  /** For source_health.detail. */
  get outside(): { readonly beforeFirstReading: number; readonly afterLastReading: number } {
    return { beforeFirstReading: this.#before, afterLastReading: this.#after }
  }
}
