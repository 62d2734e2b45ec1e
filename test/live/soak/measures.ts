/** The measures of a soak over time, and what each may grow. */
import { isFlat, trendOf, type Allowance, type Sample, type Trend } from './trend.js'
import type { ProcessResources } from './process-resources.js'

type Measure = Exclude<keyof ProcessResources, 'cpuMs'> | 'cpuPercent' | 'sessionMbPerMinute'

/** Growth an hour that still counts as flat. */
const allowances: Readonly<Record<Measure, Allowance>> = {
  rssMb: { part: 0.1, amount: 8 },
  threads: { part: 0, amount: 1 },
  descriptors: { part: 0, amount: 2 },
  bpfObjects: { part: 0, amount: 0 },
  sockets: { part: 0, amount: 2 },
  cpuPercent: { part: 0.25, amount: 1 },
  sessionMbPerMinute: { part: 0.25, amount: 0.1 },
}

export interface Judgement {
  /** 'recorder', or the script a helper runs. */
  readonly process: string
  readonly measure: Measure
  /** undefined = the run was too short. */
  readonly trend: Trend | undefined
  readonly flat: boolean
}

/** SQLite moves its log into the file every some megabytes: growth in between is a staircase. */
const sessionStepMs = 60_000

export class Measures {
  readonly #series = new Map<string, { process: string; measure: Measure; samples: Sample[] }>()
  /** Where the rates began: total at that time, by series. */
  readonly #totals = new Map<string, Sample>()

  addProcess(atMs: number, process: string, pid: number, resources: ProcessResources): void {
    const { cpuMs, ...rest } = resources
    for (const [measure, value] of Object.entries(rest) as [keyof typeof rest, number][]) {
      this.#add(process, measure, atMs, value)
    }
    const rate = this.#rate(`${process} ${pid}`, atMs, cpuMs, 0)
    if (rate !== undefined) this.#add(process, 'cpuPercent', atMs, rate * 100)
  }

  addSession(atMs: number, bytes: number): void {
    const rate = this.#rate('session', atMs, bytes, sessionStepMs)
    if (rate !== undefined) {
      this.#add('session', 'sessionMbPerMinute', atMs, (rate * 60_000) / 2 ** 20)
    }
  }

  get samples(): readonly { process: string; measure: Measure; samples: readonly Sample[] }[] {
    return [...this.#series.values()]
  }

  judge(warmUpMs: number): readonly Judgement[] {
    return this.samples.map(({ process, measure, samples }) => {
      const trend = trendOf(samples, warmUpMs)
      const flat = trend !== undefined && isFlat(trend, allowances[measure])
      return { process, measure, trend, flat }
    })
  }

  #add(process: string, measure: Measure, atMs: number, value: number): void {
    const key = `${process} ${measure}`
    const series = this.#series.get(key) ?? { process, measure, samples: [] }
    series.samples.push({ atMs, value })
    this.#series.set(key, series)
  }

  /** Growth per millisecond of a running total since its last step of at least `stepMs`. */
  #rate(name: string, atMs: number, total: number, stepMs: number): number | undefined {
    const last = this.#totals.get(name)
    if (last !== undefined && atMs - last.atMs < stepMs) return undefined
    this.#totals.set(name, { atMs, value: total })
    return last === undefined ? undefined : (total - last.value) / (atMs - last.atMs)
  }
}
