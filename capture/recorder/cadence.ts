/** Runs a task at a steady pace on a grid of its own: a late round does not delay all later ones, nor are missed ones made up. */
export interface CadenceOptions {
  readonly intervalMs: number
  readonly task: () => void
  /** Called before a round that is more than two intervals late, and at the end in place of one. */
  readonly late: (lateMs: number) => void
  /** Called when a round throws: the next one comes all the same. */
  readonly failed: (error: unknown) => void
  /** Milliseconds on a clock that never steps. */
  readonly nowMs: () => number
}

export class Cadence {
  readonly #options: CadenceOptions
  #dueMs: number
  #timer: NodeJS.Timeout | undefined
  #running = true

  constructor(options: CadenceOptions) {
    this.#options = options
    this.#dueMs = options.nowMs() + options.intervalMs
    this.#arm()
  }

  stop(): void {
    // What was stopped for a while may be told to end before its timers have their turn.
    if (this.#timer !== undefined) this.#tellLate()
    this.#running = false
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #arm(): void {
    const wait = Math.max(0, this.#dueMs - this.#options.nowMs())
    this.#timer = setTimeout(() => this.#run(), wait)
  }

  #run(): void {
    const { intervalMs, task, failed, nowMs } = this.#options
    this.#timer = undefined
    this.#tellLate()
    try {
      task()
    } catch (error) {
      failed(error)
    }
    if (!this.#running) return
    this.#dueMs = nextDue(this.#dueMs, intervalMs, nowMs())
    this.#arm()
  }

  #tellLate(): void {
    const { intervalMs, late, nowMs } = this.#options
    const lateMs = nowMs() - this.#dueMs
    if (lateMs > 2 * intervalMs) late(lateMs)
  }
}

/** The first point of the grid after `nowMs`. */
export function nextDue(lastDueMs: number, intervalMs: number, nowMs: number): number {
  const missed = Math.max(0, Math.floor((nowMs - lastDueMs) / intervalMs))
  return lastDueMs + (missed + 1) * intervalMs
}
