/** A drop whose stack may still follow it in the buffer. */
interface WaitingDrop {
  readonly location: number
  readonly pid: number
  /** Index of its detail record; -1 if none is kept. */
  readonly record: number
}

/** Interrupts nest at most so deep: task, softirq, irq, NMI. */
const maxWaiting = 8

/**
 * Finds the drop that a stack belongs to. It comes right after its drop, but an interrupt in between may put a drop and
 * stack of its own there.
 */
export class PendingStacks {
  readonly #waiting: WaitingDrop[] = []

  addDrop(drop: WaitingDrop): void {
    this.#waiting.push(drop)
    if (this.#waiting.length > maxWaiting) this.#waiting.shift()
  }

  /** Index of the record and its frames from the drop site on; undefined if no record wants this stack. */
  match(
    pid: number,
    frames: readonly number[],
  ): { readonly record: number; readonly frames: readonly number[] } | undefined {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const drop = this.#waiting[i]
      if (drop?.pid !== pid) continue
      // Above the site there is only the tracing itself.
      const siteAt = frames.indexOf(drop.location)
      if (siteAt < 0) continue
      // Those after it have interrupted it: if they wait still, their stacks were lost.
      this.#waiting.length = i
      return drop.record < 0 ? undefined : { record: drop.record, frames: frames.slice(siteAt) }
    }
    return undefined
  }

  clear(): void {
    this.#waiting.length = 0
  }
}
