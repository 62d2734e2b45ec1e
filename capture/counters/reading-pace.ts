/** Share of one CPU that reading counters may take at most on average. */
const budget = 0.1
/** Weight of the newest round in the average cost: single slow rounds are common on busy machines. */
const newest = 0.2

/**
 * Keeps the cost of reading bounded when there are many namespaces: the recorder's own is read in every round, of
 * the others each only in every `stride`-th. First and last rounds read all, so totals stay exact; times get coarser.
 */
export class ReadingPace {
  readonly #intervalUs: number
  #usPerNamespace = 0
  #stride = 1
  #widest = 1

  constructor(intervalMs: number) {
    this.#intervalUs = intervalMs * 1000
  }

  /** In how many rounds a namespace is read once. */
  get stride(): number {
    return this.#stride
  }

  get widestStride(): number {
    return this.#widest
  }

  /** A regular round that read `read` of `total` namespaces has taken `cpuUs` of CPU time. */
  spent(cpuUs: number, read: number, total: number): void {
    if (read === 0) return
    const each = cpuUs / read
    this.#usPerNamespace =
      this.#usPerNamespace === 0 ? each : this.#usPerNamespace * (1 - newest) + each * newest
    const whole = this.#usPerNamespace * total
    this.#stride = Math.max(1, Math.ceil(whole / (this.#intervalUs * budget)))
    this.#widest = Math.max(this.#widest, this.#stride)
  }

  /** Whether something read every `every` rounds is due for this namespace: spread so that not all are due at once. */
  due(round: number, netns: number, every: number): boolean {
    const stride = netns === ownNetns ? 1 : this.#stride
    return (round + netns) % (every * stride) === 0
  }
}

const ownNetns = 1
