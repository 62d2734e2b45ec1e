/** Ends alert intervals on a steady grid: one that ends late is longer, the next one shorter; they never pile up. */
export class Intervals {
  readonly #intervalMs: number
  readonly #ended: () => Promise<void>
  #timer: NodeJS.Timeout | undefined
  #dueMs = 0
  #running = false

  constructor(intervalMs: number, ended: () => Promise<void>) {
    this.#intervalMs = intervalMs
    this.#ended = ended
  }

  start(): void {
    this.#running = true
    this.#dueMs = performance.now() + this.#intervalMs
    this.#wait()
  }

  stop(): void {
    this.#running = false
    clearTimeout(this.#timer)
  }

  #wait(): void {
    this.#timer = setTimeout(() => void this.#end(), this.#dueMs - performance.now())
  }

  async #end(): Promise<void> {
    await this.#ended()
    if (!this.#running) return
    const nowMs = performance.now()
    const missed = Math.max(0, Math.floor((nowMs - this.#dueMs) / this.#intervalMs))
    this.#dueMs += (missed + 1) * this.#intervalMs
    this.#wait()
  }
}
