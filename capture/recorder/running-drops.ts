import type {
  DropSource,
  DropSourceContext,
  Mask,
  MaskField,
  RunningDropSource,
  SessionClock,
  SourceHealth,
} from '../source.js'
import { bounded } from './bounded.js'
import {
  addsHardware,
  besides,
  cannotRecord,
  notNeeded,
  obstacleFrom,
  type DropSourceChoice,
  type LeftOut,
} from './drop-source-choice.js'
import { masksWithoutEffect, withoutEffectText } from './masks-without-effect.js'

/** Ids are 32 bits wide in drop records; no source makes 268 million of a kind. */
const idsPerSource = 2 ** 28

/** A source that hangs while it is detached must not keep the session from being closed. */
const stopLimitMs = 5000

interface Attached {
  readonly source: DropSource
  readonly running: RunningDropSource
  /** Another source counts the drops of the kernel. */
  readonly hardwareOnly: boolean
  /** From when to when its drops count, on the session clock; endless while they do. */
  fromNs: number
  toNs: number
  /** Why it was given up in mid-recording, '' if it was not. */
  failure: string
  /** Masks, as they are written, that were in force and that it could not apply. */
  readonly withoutEffect: Set<string>
}

export interface DropTotals {
  readonly drops: number
  readonly masked: number
  readonly lostDetails: number
  readonly uncounted: number
  readonly topSite: string
}

/** The drop sources of one recording, attached. */
export class RunningDrops {
  readonly #attached: readonly Attached[]
  readonly #leftOut: ReadonlyMap<string, LeftOut>
  readonly #clock: SessionClock

  private constructor(
    attached: readonly Attached[],
    leftOut: ReadonlyMap<string, LeftOut>,
    clock: SessionClock,
  ) {
    this.#attached = attached
    this.#leftOut = leftOut
    this.#clock = clock
  }

  /** Attaches what was chosen. Throws DropcorrError, exit 3, with nothing left attached. */
  static async attach(
    choice: DropSourceChoice,
    requested: 'auto' | readonly string[],
    context: Omit<DropSourceContext, 'idBase' | 'hardwareOnly'>,
  ): Promise<RunningDrops> {
    const attached: Attached[] = []
    const leftOut = new Map(choice.notWanted)
    const obstacles = new Map(choice.obstacles)
    // Of the best source: what hinders it is what to put right.
    let firstError: unknown
    for (const source of choice.candidates) {
      const [best] = attached
      const hardwareOnly = requested === 'auto' && best !== undefined
      if (hardwareOnly && !addsHardware(source)) {
        leftOut.set(source.name, notNeeded(best.source))
        continue
      }
      try {
        const idBase = attached.length * idsPerSource
        const running = await source.start({ ...context, idBase, hardwareOnly })
        const fromNs = context.clock.now()
        attached.push({
          ...{ source, running, hardwareOnly, fromNs, toNs: Infinity, failure: '' },
          withoutEffect: new Set(),
        })
      } catch (error) {
        firstError ??= error
        const obstacle = obstacleFrom(error)
        obstacles.set(source, obstacle)
        if (requested === 'auto') continue
        await Promise.all(attached.map(({ running }) => running.stop()))
        throw cannotRecord(`--source ${source.name} cannot be started`, obstacle, error)
      }
    }
    const [best] = attached
    if (best === undefined) {
      throw cannotRecord('cannot record drops here', obstacleFrom(firstError), firstError)
    }
    for (const [source, obstacle] of obstacles) {
      leftOut.set(source.name, besides(best.source, source, obstacle))
    }
    return new RunningDrops(attached, leftOut, context.clock)
  }

  get names(): readonly string[] {
    return this.#attached.map(({ source }) => source.name)
  }

  /** Those of `names` that are there for drops in hardware only. */
  get hardwareNames(): readonly string[] {
    return this.#attached
      .filter(({ hardwareOnly }) => hardwareOnly)
      .map(({ source }) => source.name)
  }

  /** What the source whose drops are counted is not told of them. */
  get blindTo(): readonly MaskField[] {
    return this.#attached.find(({ hardwareOnly }) => !hardwareOnly)?.running.blindTo ?? []
  }

  /** Several sources see the same drops: those of the best that still works, not their sum. Hardware drops are others. */
  get totals(): DropTotals {
    const all = this.#attached.map(({ running }) => running.totals)
    const main = this.#attached.find((each) => !each.hardwareOnly && each.failure === '')
    const best = main?.running.totals ?? all.reduce((a, b) => (b.drops > a.drops ? b : a))
    const hardware = this.#attached.filter((each) => each.hardwareOnly && each !== main)
    const counted = [best, ...hardware.map(({ running }) => running.totals)]
    return {
      drops: counted.reduce((sum, { drops }) => sum + drops, 0),
      masked: counted.reduce((sum, { masked }) => sum + masked, 0),
      lostDetails: all.reduce((sum, { lostDetails }) => sum + lostDetails, 0),
      uncounted: all.reduce((sum, { uncounted }) => sum + uncounted, 0),
      topSite: best.topSite,
    }
  }

  setMasks(masks: readonly Mask[]): void {
    for (const { running, failure } of this.#attached) if (failure === '') running.setMasks(masks)
  }

  /** What is to be said of masks that are in force now and have no effect on some source; each is told of once. */
  noteMasks(masks: readonly Mask[]): readonly string[] {
    return this.#attached.flatMap(({ source, running, withoutEffect }) => {
      const news = masksWithoutEffect(masks, running.blindTo).filter(
        (text) => !withoutEffect.has(text),
      )
      for (const text of news) withoutEffect.add(text)
      return news.length === 0 ? [] : [`${source.name}: ${withoutEffectText(news)}`]
    })
  }

  /** false if a source failed: it is asked no more, its health says so. `failed` hears of it once. */
  poll(failed: (source: string, why: string) => void): void {
    for (const each of this.#attached) {
      if (each.failure !== '') continue
      try {
        each.running.poll()
      } catch (error) {
        each.failure = messageOf(error)
        each.toNs = this.#clock.now()
        failed(each.source.name, each.failure)
      }
    }
  }

  /** Drops count from here on; the counters are to be read at once. Returns when, on the session clock. */
  openBooks(): number {
    for (const each of this.#attached) {
      each.running.openBooks()
      each.fromNs = this.#clock.now()
    }
    return this.#clock.now()
  }

  /** Drops until now are told and those of later are told apart: see RunningDropSource.splitBooks. */
  splitBooks(): void {
    for (const { running, failure } of this.#attached) if (failure === '') running.splitBooks?.()
  }

  /** Waits until sources that tell with delay have told nearly all. */
  async settle(): Promise<void> {
    await Promise.all(
      this.#attached.map(async (each) => {
        if (each.failure !== '') return
        await guarded(each, 'settle', async () => each.running.settle?.())
      }),
    )
  }

  /** Drops after this are in no count; the counters are to be read at once. Returns when, on the session clock. */
  closeBooks(): number {
    for (const each of this.#attached) {
      if (each.failure !== '') continue
      try {
        each.running.closeBooks()
      } catch (error) {
        each.failure = messageOf(error)
      }
      each.toNs = Math.min(each.toNs, this.#clock.now())
    }
    return this.#clock.now()
  }

  /** Detaches all. What does not detach in time or throws is told in its health. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#attached.map(async (each) => {
        await guarded(each, 'detach', () => each.running.stop())
        each.toNs = Math.min(each.toNs, this.#clock.now())
      }),
    )
  }

  /** By name: those attached and those left out. */
  health(): ReadonlyMap<string, SourceHealth> {
    const left = [...this.#leftOut].map(
      ([name, { status, why, hint, hides }]): [string, SourceHealth] => [
        name,
        { status, why, lost: 0, detail: { hint, hides } },
      ],
    )
    return new Map([
      ...left,
      ...this.#attached.map((each) => [each.source.name, healthOf(each)] as const),
    ])
  }
}

async function guarded(each: Attached, what: string, work: () => Promise<void>): Promise<void> {
  try {
    const outcome = await bounded(work(), stopLimitMs, () => undefined)
    if (outcome === 'timed out')
      each.failure ||= `it did not ${what} within ${stopLimitMs / 1000} s`
  } catch (error) {
    each.failure ||= messageOf(error)
  }
}

/** With what it takes to compare the source with another: since when, until when, and of what. */
function healthOf({
  source,
  running,
  hardwareOnly,
  fromNs,
  toNs,
  failure,
  withoutEffect,
}: Attached): SourceHealth {
  const health = running.health()
  const detail = {
    ...health.detail,
    hides: source.hides,
    hardwareOnly,
    fromNs,
    ...(Number.isFinite(toNs) ? { toNs } : {}),
    ...(failure === '' ? {} : { failed: true }),
  }
  const outside = outsideText(health.detail)
  if (failure === '') {
    const masks = withoutEffect.size === 0 ? '' : withoutEffectText([...withoutEffect])
    const why = [masks, health.why, outside].filter((part) => part !== '').join('; ')
    return { ...health, status: masks === '' ? health.status : 'partial', why, detail }
  }
  const why = [health.why, `it failed: ${failure}; drops after that are missing`]
  const text = why.filter((part) => part !== '').join('; ')
  return { ...health, status: 'partial', why: text, detail }
}

/** What the source saw while it was attached, but not the counters: see DropBooks. */
function outsideText({ beforeFirstReading: before, afterLastReading: after }: Detail): string {
  const parts = [
    ...(Number(before ?? 0) > 0
      ? [`${Number(before)} before the first reading of the counters`]
      : []),
    ...(Number(after ?? 0) > 0 ? [`${Number(after)} after the last one`] : []),
  ]
  return parts.length === 0 ? '' : `drops seen ${parts.join(' and ')} are in no count`
}

type Detail = SourceHealth['detail']

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
