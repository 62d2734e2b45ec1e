import type { DropSource, DropSourceContext, RunningDropSource, SourceHealth } from '../source.js'
import { bounded } from './bounded.js'
import { cannotRecord, obstacleFrom, type DropSourceChoice } from './drop-source-choice.js'

/** A source that hangs while it is detached must not keep the session from being closed. */
const stopLimitMs = 5000

interface Attached {
  readonly source: DropSource
  readonly running: RunningDropSource
  /** Why it was given up in mid-recording, '' if it was not. */
  failure: string
}

export interface DropTotals {
  readonly drops: number
  readonly masked: number
  readonly lostDetails: number
  readonly topSite: string
}

/** The drop sources of one recording, attached. */
export class RunningDrops {
  readonly #attached: readonly Attached[]
  readonly #left: ReadonlyMap<string, SourceHealth>

  private constructor(attached: readonly Attached[], left: ReadonlyMap<string, SourceHealth>) {
    this.#attached = attached
    this.#left = left
  }

  /** Attaches what was chosen. Throws DropcorrError, exit 3, with nothing left attached. */
  static async attach(
    choice: DropSourceChoice,
    requested: 'auto' | readonly string[],
    context: DropSourceContext,
  ): Promise<RunningDrops> {
    const attached: Attached[] = []
    const left = new Map<string, SourceHealth>()
    for (const [name, { why, hint }] of choice.obstacles)
      left.set(name, leftOut('unavailable', why, hint))
    let lastError: unknown
    for (const source of choice.candidates) {
      const [best] = attached
      if (requested === 'auto' && best !== undefined) {
        left.set(
          source.name,
          leftOut('off', `not needed: ${best.source.name} sees the same and more`, ''),
        )
        continue
      }
      try {
        attached.push({ source, running: await source.start(context), failure: '' })
      } catch (error) {
        lastError = error
        const { why, hint } = obstacleFrom(error)
        left.set(source.name, leftOut('unavailable', why, hint))
        if (requested === 'auto') continue
        await Promise.all(attached.map(({ running }) => running.stop()))
        throw cannotRecord(`--source ${source.name} cannot be started`, { why, hint }, error)
      }
    }
    if (attached.length === 0) {
      throw cannotRecord('cannot record drops here', obstacleFrom(lastError), lastError)
    }
    return new RunningDrops(attached, left)
  }

  get names(): readonly string[] {
    return this.#attached.map(({ source }) => source.name)
  }

  get totals(): DropTotals {
    const totals = this.#attached.map(({ running }) => running.totals)
    const top = totals.reduce((a, b) => (b.drops > a.drops ? b : a))
    return {
      // Several sources see the same drops: the one that saw most, not their sum.
      drops: top.drops,
      masked: top.masked,
      lostDetails: totals.reduce((sum, { lostDetails }) => sum + lostDetails, 0),
      topSite: top.topSite,
    }
  }

  /** false if a source failed: it is asked no more, its health says so. `failed` hears of it once. */
  poll(failed: (source: string, why: string) => void): void {
    for (const each of this.#attached) {
      if (each.failure !== '') continue
      try {
        each.running.poll()
      } catch (error) {
        each.failure = messageOf(error)
        failed(each.source.name, each.failure)
      }
    }
  }

  /** Detaches all. What does not detach in time or throws is told in its health. */
  async stop(): Promise<void> {
    await Promise.all(this.#attached.map((each) => detach(each)))
  }

  /** By name: those attached and those left out. */
  health(): ReadonlyMap<string, SourceHealth> {
    const health = new Map(this.#left)
    for (const { source, running, failure } of this.#attached) {
      health.set(source.name, withFailure(running.health(), failure))
    }
    return health
  }
}

async function detach(each: Attached): Promise<void> {
  try {
    const outcome = await bounded(each.running.stop(), stopLimitMs, () => undefined)
    if (outcome === 'timed out') each.failure ||= `it did not detach within ${stopLimitMs / 1000} s`
  } catch (error) {
    each.failure ||= messageOf(error)
  }
}

function withFailure(health: SourceHealth, failure: string): SourceHealth {
  if (failure === '') return health
  const why = [health.why, `it failed: ${failure}; drops after that are missing`]
  return { ...health, status: 'partial', why: why.filter((part) => part !== '').join('; ') }
}

const leftOut = (status: 'unavailable' | 'off', why: string, hint: string): SourceHealth => ({
  status,
  why,
  lost: 0,
  detail: hint === '' ? {} : { hint },
})

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
