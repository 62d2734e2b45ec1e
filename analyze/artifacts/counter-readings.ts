import type { Row } from '../../session/tables.js'
import { counterMeaning } from '../kernel/counters.js'
import { CounterGain } from './counter-gain.js'
import type { CounterFact } from './counters.js'
import { float64List } from './number-list.js'

const noSteps = new Float64Array(0)

/** When the books of drops and counters were open. */
export interface Books {
  readonly fromNs: number
  readonly toNs: number
}

/**
 * The readings of all counters. Of hundred thousands most are stored once and never again, for a reading that differs is all
 * that is stored: these cost two numbers each.
 */
export class CounterReadings {
  readonly #rows: readonly Row<'counter'>[]
  readonly #books: Books
  readonly #index: ReadonlyMap<number, number>
  /** By id, of those that were read more than once or born meanwhile. */
  readonly #readings = new Map<number, Readings>()
  /** NaN where there is none yet. */
  readonly #firstNs: Float64Array
  readonly #firstValue: Float64Array

  constructor(rows: readonly Row<'counter'>[], books: Books) {
    this.#rows = rows
    this.#books = books
    this.#index = new Map(rows.map(({ id }, index) => [id, index]))
    this.#firstNs = new Float64Array(rows.length).fill(NaN)
    this.#firstValue = new Float64Array(rows.length)
  }

  /** Whether it differs from the reading before. */
  take(counter: number, atNs: number, value: number): boolean {
    const known = this.#readings.get(counter)
    if (known !== undefined) return known.take(atNs, value)
    const index = this.#index.get(counter) ?? -1
    const row = this.#rows[index]
    if (row === undefined) return false
    const firstNs = this.#firstNs[index] ?? NaN
    const isFirst = Number.isNaN(firstNs)
    if (isFirst && row.born === 0) {
      this.#firstNs[index] = atNs
      this.#firstValue[index] = value
      return false
    }
    const readings = new Readings(row, this.#books)
    this.#readings.set(counter, readings)
    if (!isFirst) readings.take(firstNs, this.#firstValue[index] ?? 0)
    return readings.take(atNs, value)
  }

  /** Ids of counters whose readings did not come in order of time. */
  disordered(): readonly number[] {
    return [...this.#readings].flatMap(([id, { isDisordered }]) => (isDisordered ? [id] : []))
  }

  takeAnew(counter: number, inOrder: readonly Row<'counter_change'>[]): void {
    const row = this.#rows[this.#index.get(counter) ?? -1]
    if (row === undefined) return
    const readings = new Readings(row, this.#books)
    for (const { at_ns, value } of inOrder) readings.take(at_ns, value)
    this.#readings.set(counter, readings)
  }

  facts(): readonly CounterFact[] {
    return this.#rows.map((row) => this.#readings.get(row.id)?.fact() ?? unmoved(row))
  }
}

const unmoved = ({ id, netns, source, name, ifindex, gauge }: Row<'counter'>): CounterFact => ({
  id,
  netns,
  source,
  name,
  ifindex,
  gauge: gauge === 1,
  delta: 0,
  edge: 0,
  steps: noSteps,
  fromNs: 0,
  toNs: 0,
})

/** One counter's readings, taken one by one. */
class Readings {
  readonly #row: Row<'counter'>
  readonly #books: Books
  readonly #keepsSteps: boolean
  /** Made when needed: most of many thousand counters never move. */
  #steps: ReturnType<typeof float64List> | undefined
  readonly #gain: CounterGain
  #lastNs = -Infinity
  #movedFromNs = 0
  #movedToNs = 0
  #edge = 0
  /** They did not come in order of time. */
  isDisordered = false

  constructor(row: Row<'counter'>, books: Books) {
    this.#row = row
    this.#books = books
    this.#keepsSteps = row.gauge === 1 || counterMeaning(row.name).isDrop !== 'never'
    this.#gain = new CounterGain({ born: row.born === 1, gauge: row.gauge === 1 })
  }

  /** Whether it differs from the reading before. */
  take(atNs: number, value: number): boolean {
    if (atNs < this.#lastNs) this.isDisordered = true
    this.#lastNs = atNs
    const gain = this.#gain.take(value)
    if (gain === 0) return false
    this.#movedFromNs ||= atNs
    this.#movedToNs = atNs
    if (atNs <= this.#books.fromNs || atNs >= this.#books.toNs) this.#edge += gain
    if (this.#keepsSteps) {
      this.#steps ??= float64List()
      this.#steps.push(atNs)
      this.#steps.push(gain)
    }
    return true
  }

  fact(): CounterFact {
    return {
      ...unmoved(this.#row),
      delta: this.#gain.delta,
      edge: this.#edge,
      steps: this.#steps?.toArray() ?? noSteps,
      fromNs: this.#movedFromNs,
      toNs: this.#movedToNs,
    }
  }
}
