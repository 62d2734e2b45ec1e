import type { Row } from '../../../session/tables.js'
import { RememberedRows } from './remembered-rows.js'

/**
 * More than a source refers to at a time: the BPF program keeps 65,536 flows and at most 8,192 keys, the capture
 * 50,000 flows. Namespaces and stacks have no limit of their own.
 */
export interface StandingLimits {
  readonly drop_key: number
  readonly drop_flow: number
  readonly stack: number
  readonly netns: number
  readonly flow: number
}

const defaultLimits: StandingLimits = {
  drop_key: 65_536,
  drop_flow: 98_304,
  stack: 65_536,
  netns: 16_384,
  flow: 98_304,
}

/** What rows of drops and packets refer to, over all files of a recording. */
export class StandingRows {
  readonly reasons = new Map<number, Row<'reason'>>()
  /** Addresses of kernel code: as many as there are functions that free packets, and their callers. */
  readonly symbols = new Map<number, Row<'symbol'>>()
  readonly netns: RememberedRows<number, Row<'netns'>>
  /** Captures that run, by interface. */
  readonly captures = new Map<string, Row<'capture'>>()
  readonly #byTable: {
    readonly [T in keyof StandingLimits]: RememberedRows<number, Row<T>>
  }

  constructor(limits: StandingLimits = defaultLimits) {
    this.netns = new RememberedRows(limits.netns)
    this.#byTable = {
      drop_key: new RememberedRows(limits.drop_key),
      drop_flow: new RememberedRows(limits.drop_flow),
      stack: new RememberedRows(limits.stack),
      netns: this.netns,
      flow: new RememberedRows(limits.flow),
    }
  }

  /** Rows that made room for others: should later rows refer to them, a later file lacks them. */
  get forgotten(): number {
    return Object.values(this.#byTable).reduce((sum, rows) => sum + rows.forgotten, 0)
  }

  set<T extends keyof StandingLimits>(table: T, row: Row<T>): void {
    this.#rows(table).set(row.id, row)
  }

  use<T extends keyof StandingLimits>(table: T, id: number): Row<T> | undefined {
    return this.#rows(table).use(id)
  }

  /** Remembers a capture while it runs. */
  setCapture(row: Row<'capture'>): void {
    const key = `${row.netns}/${row.ifindex}`
    if (row.to_ns === null) this.captures.set(key, row)
    else this.captures.delete(key)
  }

  // One place where the compiler cannot follow that the table decides the row.
  #rows<T extends keyof StandingLimits>(table: T): RememberedRows<number, Row<T>> {
    return this.#byTable[table]
  }
}
