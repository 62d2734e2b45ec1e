import type { Row, TableName } from '../../../session/tables.js'
import type { Sink } from '../../source.js'

/** Counters of one file on their way there. The first reading of the next file is the last one of this. */
export class CounterBook implements Sink {
  readonly #sink: Sink
  readonly #idByName = new Map<string, number>()
  readonly #lastValue = new Map<number, number>()

  constructor(sink: Sink) {
    this.#sink = sink
  }

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    // The table tells which rows they are; the compiler does not follow that.
    const known = rows as readonly unknown[]
    if (table === 'counter') {
      for (const row of known as readonly Row<'counter'>[]) this.#idByName.set(nameOf(row), row.id)
    } else if (table === 'counter_change') {
      for (const { counter, value } of known as readonly Row<'counter_change'>[]) {
        this.#lastValue.set(counter, value)
      }
    }
    this.#sink.add(table, rows)
  }

  /** Takes the values that `next` has, as read at `atNs` on the clock of this file; `wallUs` is what that took. */
  closeWith(next: CounterBook, atNs: number, wallUs: number): void {
    const changes: Row<'counter_change'>[] = []
    for (const [name, id] of this.#idByName) {
      const nextId = next.#idByName.get(name)
      const value = nextId === undefined ? undefined : next.#lastValue.get(nextId)
      if (value === undefined || value === this.#lastValue.get(id)) continue
      changes.push({ counter: id, at_ns: atNs, value })
    }
    this.#sink.add('counter_change', changes)
    this.#sink.add('counter_round', [
      {
        at_ns: atNs,
        wall_us: wallUs,
        cpu_us: 0,
        values: next.#lastValue.size,
        changes: changes.length,
      },
    ])
  }
}

const nameOf = ({ netns, source, name, ifindex }: Row<'counter'>): string =>
  `${netns ?? ''}\0${source}\0${name}\0${ifindex ?? ''}`
