/** Counters that read what a test says, and write to memory. */
import { Counters, type CountersOptions } from '../../../capture/counters.js'
import type {
  CounterReading,
  CounterSource,
  Namespace,
  NetnsRegistry,
  Sink,
} from '../../../capture/source.js'
import type { Row, TableName } from '../../../session/tables.js'

/** Keeps rows as the session writer would get them. */
export class Rows implements Sink {
  readonly #byTable = new Map<TableName, Row<TableName>[]>()

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    this.#byTable.set(table, [...(this.#byTable.get(table) ?? []), ...rows])
  }

  of<N extends TableName>(table: N): readonly Row<N>[] {
    return (this.#byTable.get(table) ?? []) as unknown as readonly Row<N>[]
  }
}

export const namespace = (id: number, enter: Namespace['enter'] = (read) => read()): Namespace => ({
  id,
  inode: 4026531840 + id,
  name: `ns${id}`,
  enter,
})

export function clock(): CountersOptions['clock'] {
  let now = 0
  return { now: () => (now += 1000), startMonotonicNs: 0n, fromWall: () => 0 }
}

export function source(
  name: string,
  read: CounterSource['read'],
  more: Partial<CounterSource> = {},
): CounterSource {
  const missing = `${name} is not here`
  return { name, title: name, scope: 'namespace', every: 1, read, missing, ...more }
}

const noNetlink: CountersOptions['addon'] = {
  openNetlink(): never {
    throw new Error('no netlink in this test')
  },
}

export function counters(
  sources: readonly CounterSource[],
  list: () => readonly Namespace[],
  addon = noNetlink,
) {
  const rows = new Rows()
  const netns: NetnsRegistry = { list, idOf: () => 0 }
  const options = { sink: rows, clock: clock(), netns, addon, intervalMs: 250 }
  return { rows, counters: new Counters(options, sources) }
}

export const one = (value: number): readonly CounterReading[] => [{ name: 'a', value }]
