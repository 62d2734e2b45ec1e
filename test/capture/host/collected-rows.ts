import { addon } from '../../../capture/native.js'
import { createHostFacts, type HostFacts } from '../../../capture/host/facts.js'
import { LiveNetnsRegistry } from '../../../capture/host/namespaces.js'
import type { SessionClock, Sink } from '../../../capture/source.js'
import type { Row, TableName } from '../../../session/tables.js'

/** A sink that keeps what it is given, in order. */
export class CollectedRows implements Sink {
  readonly #rows = new Map<TableName, unknown[]>()

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    const kept = this.#rows.get(table) ?? []
    kept.push(...rows)
    this.#rows.set(table, kept)
  }

  of<N extends TableName>(table: N): readonly Row<N>[] {
    // `add` puts rows of that table there and nothing else does.
    return (this.#rows.get(table) ?? []) as Row<N>[]
  }
}

export interface LiveFacts {
  readonly rows: CollectedRows
  readonly registry: LiveNetnsRegistry
  readonly facts: HostFacts
  /** Id the session gives a namespace by its name. */
  readonly idOf: (name: string) => number
}

/** Host facts of this machine, without a recorder around them. */
export function liveFacts(): LiveFacts {
  const rows = new CollectedRows()
  const startMonotonicNs = addon().monotonicNs()
  const clock: SessionClock = {
    startMonotonicNs,
    now: () => Number(addon().monotonicNs() - startMonotonicNs),
    fromWall: () => 0,
  }
  const registry = new LiveNetnsRegistry({ sink: rows, clock, addon: addon() })
  const facts = createHostFacts({ sink: rows, clock, netns: registry })
  const idOf = (name: string): number => {
    const found = registry.list().find((namespace) => namespace.name === name)
    if (found === undefined) throw new Error(`no namespace ${name}`)
    return found.id
  }
  return { rows, registry, facts, idOf }
}
