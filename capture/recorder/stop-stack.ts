import { bounded } from './bounded.js'

/** Longer than any part's own limit: packets drain for at most 5 s. */
const limitMs = 10_000

export interface StopProblem {
  readonly part: string
  readonly why: string
}

/** What has been started, to be stopped in reverse order whatever happens. No part can hang or fail the others. */
export class StopStack {
  readonly #parts: { readonly part: string; readonly stop: () => Promise<void> | void }[] = []

  push(part: string, stop: () => Promise<void> | void): void {
    this.#parts.push({ part, stop })
  }

  /** Stops everything once; returns what went wrong. */
  async stopAll(): Promise<readonly StopProblem[]> {
    const problems: StopProblem[] = []
    for (;;) {
      const last = this.#parts.pop()
      if (last === undefined) return problems
      const why = await problemOf(last.stop)
      if (why !== undefined) problems.push({ part: last.part, why })
    }
  }
}

async function problemOf(stop: () => Promise<void> | void): Promise<string | undefined> {
  try {
    const outcome = await bounded(Promise.resolve(stop()), limitMs, () => undefined)
    return outcome === 'timed out' ? `did not stop within ${limitMs / 1000} s` : undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
