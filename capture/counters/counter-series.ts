import type { Row } from '../../session/tables.js'
import type { CounterReading } from '../source.js'

interface KnownCounter {
  readonly id: number
  readonly name: string
  readonly ifindex: number | undefined
  value: number
}

/** Rows of one round, written together. */
export interface CounterRows {
  readonly counters: Row<'counter'>[]
  readonly changes: Row<'counter_change'>[]
  values: number
}

export const noRows = (): CounterRows => ({ counters: [], changes: [], values: 0 })

export function append(rows: CounterRows, more: CounterRows): void {
  for (const counter of more.counters) rows.counters.push(counter)
  for (const change of more.changes) rows.changes.push(change)
  rows.values += more.values
}

/** Where a new counter's count began. */
export interface Origin {
  /** The namespace appeared during the recording. */
  readonly netnsCreated: boolean
  interfaceBeganAtZero(ifindex: number): boolean
}

/** The counters of one source in one namespace: remembers each value and yields rows for what is new or has changed. */
export class CounterSeries {
  readonly #netns: number | null
  readonly #source: string
  readonly #nextId: () => number
  readonly #byKey = new Map<string, KnownCounter>()
  /** In the order of the last reading: nearly always that of the next one too, which saves the look-up by name. */
  #inOrder: KnownCounter[] = []
  readonly #interfaces = new Set<number>()
  #readBefore = false

  constructor(netns: number | null, source: string, nextId: () => number) {
    this.#netns = netns
    this.#source = source
    this.#nextId = nextId
  }

  get size(): number {
    return this.#byKey.size
  }

  /** Adds rows for new counters and changed values. Counters that are no longer read keep their last value. */
  observe(
    readings: readonly CounterReading[],
    atNs: number,
    origin: Origin,
    rows: CounterRows,
  ): void {
    const newInterfaces = new Set<number>()
    for (let i = 0; i < readings.length; i += 1) {
      const reading = readings[i]
      if (reading === undefined) continue
      let counter = this.#inOrder[i]
      if (counter?.name !== reading.name || counter.ifindex !== reading.ifindex) {
        counter = this.#byKey.get(keyOf(reading))
        if (counter === undefined) {
          counter = this.#add(reading, origin, rows, newInterfaces)
          rows.changes.push({ counter: counter.id, at_ns: atNs, value: reading.value })
        }
        this.#inOrder[i] = counter
      }
      if (counter.value === reading.value) continue
      counter.value = reading.value
      rows.changes.push({ counter: counter.id, at_ns: atNs, value: reading.value })
    }
    this.#inOrder.length = readings.length
    rows.values += readings.length
    for (const ifindex of newInterfaces) this.#interfaces.add(ifindex)
    this.#readBefore = true
  }

  #add(
    reading: CounterReading,
    origin: Origin,
    rows: CounterRows,
    newInterfaces: Set<number>,
  ): KnownCounter {
    const { name, value, ifindex, gauge } = reading
    const counter: KnownCounter = { id: this.#nextId(), name, ifindex, value }
    this.#byKey.set(keyOf(reading), counter)
    rows.counters.push({
      id: counter.id,
      netns: this.#netns,
      source: this.#source,
      name,
      ifindex: ifindex ?? null,
      gauge: gauge === true ? 1 : 0,
      born: gauge !== true && this.#beganAtZero(ifindex, origin) ? 1 : 0,
    })
    if (ifindex !== undefined) newInterfaces.add(ifindex)
    return counter
  }

  /**
   * A socket, qdisc or rule that was not there in an earlier reading is new; so is all that belongs to a new
   * interface. What the very first reading of an old namespace finds has counted before.
   */
  #beganAtZero(ifindex: number | undefined, origin: Origin): boolean {
    if (ifindex === undefined) return origin.netnsCreated || this.#readBefore
    if (!this.#interfaces.has(ifindex)) return origin.interfaceBeganAtZero(ifindex)
    return this.#readBefore
  }
}

/** An interface that is created anew under its old name gets another index, and so other counters. */
const keyOf = ({ name, ifindex }: CounterReading): string =>
  ifindex === undefined ? name : `${ifindex} ${name}`
