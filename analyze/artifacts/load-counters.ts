/** What each counter gained, in one pass over its readings. */
import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import { float64List } from './number-list.js'
import { CounterGain } from './counter-gain.js'
import { Counters, type CounterFact } from './counters.js'
import { counterMeaning } from '../kernel/counters.js'
import type { Attached } from './load-artifacts.js'
import { ReadingRounds } from './reading-rounds.js'

/** A recorder that is killed may have read counters whose drops it had not written yet. */
const unwrittenNs = 1e9

export async function loadCounters(reader: SessionReader, attached: Attached): Promise<Counters> {
  const isCutOff = (await reader.info()).detachedNs === undefined
  const books = {
    fromNs: await firstInsideNs(reader, attached),
    toNs: attached.toNs - (isCutOff ? unwrittenNs : 0),
  }
  const rows = await reader.rows('counter')
  const counters = new Map(rows.map((row) => [row.id, new Readings(row, books)]))
  const rounds = new ReadingRounds()
  for await (const { count, columns } of reader.numbers('counter_change', [
    'counter',
    'at_ns',
    'value',
  ])) {
    const [ids, times, values] = columns
    for (let i = 0; i < count; i++) {
      const atNs = times?.[i] ?? 0
      const moved = counters.get(ids?.[i] ?? -1)?.take(atNs, values?.[i] ?? 0) === true
      if (moved) rounds.add(atNs)
    }
  }
  for (const row of rows) {
    if (counters.get(row.id)?.isDisordered !== true) continue
    const ordered = new Readings(row, books)
    for (const { at_ns, value } of await reader.rows('counter_change', {
      where: { counter: row.id },
      orderBy: ['at_ns'],
    }))
      ordered.take(at_ns, value)
    counters.set(row.id, ordered)
  }
  const facts = rows.flatMap((row) => counters.get(row.id)?.fact() ?? [])
  return new Counters(facts, rounds.all())
}

const noSteps = new Float64Array(0)

/** When the books of drops and counters were open. */
interface Books {
  readonly fromNs: number
  readonly toNs: number
}

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
    const { id, netns, source, name, ifindex, gauge } = this.#row
    const { delta } = this.#gain
    const steps = this.#steps?.toArray() ?? noSteps
    const moved = { fromNs: this.#movedFromNs, toNs: this.#movedToNs }
    const of = { id, netns, source, name, ifindex, gauge: gauge === 1 }
    return { ...of, delta, edge: this.#edge, steps, ...moved }
  }
}

/** End of the first reading that began while the drop source listened: the first whose later gains it saw in full. */
async function firstInsideNs(reader: SessionReader, { fromNs }: Attached): Promise<number> {
  const [first] = await reader.query(
    'SELECT at_ns, wall_us FROM counter_round WHERE at_ns >= ? ORDER BY at_ns LIMIT 1',
    [fromNs],
  )
  return first === undefined ? fromNs : Number(first['at_ns']) + Number(first['wall_us']) * 1000
}
