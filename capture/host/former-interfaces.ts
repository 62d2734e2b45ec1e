import type { Row } from '../../session/tables.js'
import { RecentMap } from '../recent-map.js'

/** Drops of an interface are told within a second of its end: no more numbers than this change hands in that time. */
const numbersKept = 4096
/** Interfaces that had one number within a second, one after the other. */
const heldKept = 16

/** Interfaces that are gone or have changed, by the number that they had: drops are reported late. */
export class FormerInterfaces {
  readonly #byNumber = new RecentMap<string, readonly Row<'interface'>[]>(numbersKept)

  /** A row with the same beginning replaces the one before. */
  add(row: Row<'interface'>): void {
    const key = keyOf(row.netns, row.ifindex)
    const others = (this.#byNumber.get(key) ?? []).filter(({ from_ns }) => from_ns !== row.from_ns)
    const rows = [...others, row].sort((a, b) => a.from_ns - b.from_ns)
    this.#byNumber.makeRoom()
    this.#byNumber.set(key, rows.slice(-heldKept))
  }

  /** In order of time. */
  of(netns: number, ifindex: number): readonly Row<'interface'>[] {
    return this.#byNumber.get(keyOf(netns, ifindex)) ?? []
  }
}

const keyOf = (netns: number, ifindex: number): string => `${netns}/${ifindex}`
