import type { CounterReading } from '../source.js'

interface Seen {
  sum: number
  gain: number
}

/** Which namespaces packets go through now: by how much their counters rose between the last two looks. */
export class BusyNamespaces {
  /** By namespace, then by source. */
  readonly #seen = new Map<number, Map<string, Seen>>()

  look(netns: number, source: string, readings: readonly CounterReading[]): void {
    let ofNetns = this.#seen.get(netns)
    if (ofNetns === undefined) this.#seen.set(netns, (ofNetns = new Map<string, Seen>()))
    let sum = 0
    for (const { value, gauge } of readings) if (gauge !== true) sum += value
    const before = ofNetns.get(source)?.sum ?? sum
    ofNetns.set(source, { sum, gain: sum - before })
  }

  /** What was gained in all. */
  gainOf(netns: number): number {
    let gain = 0
    for (const seen of this.#seen.get(netns)?.values() ?? []) gain += seen.gain
    return gain
  }

  /** Busiest first; in the order given where they are alike. */
  ordered<T extends { readonly id: number }>(namespaces: readonly T[]): readonly T[] {
    return [...namespaces].sort((a, b) => this.gainOf(b.id) - this.gainOf(a.id))
  }

  forget(netns: number): void {
    this.#seen.delete(netns)
  }
}
