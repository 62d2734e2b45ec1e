/** A counter over the recording, with what it gained. */
export interface CounterFact {
  readonly id: number
  /** null = global to the host. */
  readonly netns: number | null
  readonly source: string
  readonly name: string
  readonly ifindex: number | null
  readonly gauge: boolean
  /** What it gained between its first and last reading; resets are counted from zero. */
  readonly delta: number
  /**
   * What it gained between the readings just before and just after drops ceased to be counted (in sessions up to 0.1.0 also
   * while they began to be): drop events may not explain that part, and no finding is made of it.
   */
  readonly edge: number
  /**
   * Readings that differ from the one before: pairs of (ns, gained since the one before). None for a count that never means a loss:
   * those of traffic move with every reading, which is all that a long recording would fill the memory with.
   */
  readonly steps: Float64Array
  /** When it was first and last read with another value than before; 0 if never. */
  readonly fromNs: number
  readonly toNs: number
}

export class Counters {
  readonly all: readonly CounterFact[]
  /** Those that were read with different values: few of many, and whoever looks for a loss need not look at the rest. */
  readonly moved: readonly CounterFact[]
  /** Moments at which any counter was read and found changed, one a round, ascending. */
  readonly roundsNs: readonly number[]
  /** In two steps: a text for each pair would take more memory than the counters. */
  readonly #byName = new Map<number | null, Map<string, CounterFact>>()

  constructor(all: readonly CounterFact[], roundsNs: readonly number[] = []) {
    this.all = all
    this.moved = all.filter(({ delta, toNs }) => delta !== 0 || toNs > 0)
    this.roundsNs = roundsNs
    for (const counter of all) {
      const ofNetns = this.#byName.get(counter.netns) ?? new Map<string, CounterFact>()
      this.#byName.set(counter.netns, ofNetns.set(counter.name, counter))
    }
  }

  get(netns: number | null, name: string): CounterFact | undefined {
    return this.#byName.get(netns)?.get(name)
  }

  /** undefined = was not recorded: not the same as 0. */
  delta(netns: number | null, name: string): number | undefined {
    return this.get(netns, name)?.delta
  }
}
