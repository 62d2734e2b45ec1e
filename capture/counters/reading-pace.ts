import { hostNetnsId } from '../host/namespaces.js'
import { samplingShares } from '../sampling-shares.js'
import { Stride } from './stride.js'

export const readingBudget = samplingShares.counters
/** Weight of the newest round in the average cost: single slow rounds are common on busy machines. */
const newest = 0.1
/** Rounds whose cost says little, for the code that they run has not been compiled yet: it makes them up to so much dearer. */
const coldRounds = 10
const coldFactor = 5
/** The recorder's own namespace may have this part of the budget, more if the others leave it. */
const ownPart = 0.5

/** What a regular round cost, microseconds of CPU time. */
export interface RoundCost {
  readonly ownUs: number
  readonly othersUs: number
  /** Namespaces read besides the recorder's own, and how many there are. */
  readonly others: number
  readonly othersThere: number
}

/**
 * Keeps the cost of reading within its budget, however much there is to read: the recorder's own namespace is read in
 * every `own`-th round, each of the others in every `others`-th. Both are 1 on most hosts. First and last rounds read all,
 * so totals stay exact; times get coarser.
 */
export class ReadingPace {
  readonly #intervalUs: number
  readonly #own = new Stride()
  readonly #others = new Stride()
  #ownUs = 0
  /** Of one of them. */
  #otherUs = 0
  #rounds = 0

  constructor(intervalMs: number) {
    this.#intervalUs = intervalMs * 1000
  }

  /** In how many rounds the recorder's own namespace is read once. */
  get own(): Stride {
    return this.#own
  }

  /** In how many rounds each of the other namespaces is read once. */
  get others(): Stride {
    return this.#others
  }

  /** What reading everything once would cost now, microseconds of CPU time. */
  allUs(othersThere: number): number {
    return this.#ownUs + this.#otherUs * othersThere
  }

  /** A regular round has ended. Returns whether an interval changed. */
  spent({ ownUs, othersUs, others, othersThere }: RoundCost): boolean {
    this.#rounds += 1
    const budgetUs = this.#intervalUs * readingBudget
    if (this.#rounds <= coldRounds && ownUs + othersUs < coldFactor * budgetUs) return false
    if (ownUs > 0) this.#ownUs = averaged(this.#ownUs, ownUs)
    if (others > 0) this.#otherUs = averaged(this.#otherUs, othersUs / others)
    const allOthersUs = this.#otherUs * othersThere
    const ownRoomUs = Math.max(budgetUs * ownPart, budgetUs - allOthersUs)
    const isOwnNew = this.#own.take(Math.ceil(this.#ownUs / ownRoomUs))
    const othersRoomUs = budgetUs - this.#ownUs / this.#own.rounds
    const isOthersNew = this.#others.take(
      Math.ceil(allOthersUs / Math.max(budgetUs * (1 - ownPart), othersRoomUs)),
    )
    return isOwnNew || isOthersNew
  }

  /** Whether something read every `every` rounds is due for this namespace: spread so that not all are due at once. */
  due(round: number, netns: number, every: number): boolean {
    const stride = netns === hostNetnsId ? this.#own : this.#others
    return (round + netns) % (every * stride.rounds) === 0
  }
}

const averaged = (average: number, value: number): number =>
  average === 0 ? value : average * (1 - newest) + value * newest
