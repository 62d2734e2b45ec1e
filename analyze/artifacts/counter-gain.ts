/** Where a CPU's count of 32 bits begins again. */
export const wrap = 2 ** 32

/** What one reading adds to a count. */
interface CounterStep {
  readonly gain: number
  /** What the next reading is to be compared with. */
  readonly level: number
  readonly isReset: boolean
}

/** A count that fell by less than half, and is still so high, did not begin anew between two readings. */
export const leastCorrected = 1000
/** No count gets so far: an unsigned one that was taken below zero prints like this. */
export const belowZero = 2 ** 63

/**
 * - A value lower than the level before means that the count began anew at zero (interface or qdisc re-created with
 *   the same name and number, driver reloaded, `iptables -Z`): what was counted after that is added. What was counted
 *   between the last reading and the reset is not known, so the gain is a lower bound then.
 * - A value that is only somewhat lower was corrected (a sum over CPUs that was read while they counted, a driver that
 *   takes back): nothing is added until the level before is passed. So it is for a count below zero.
 * - A sum over CPUs that are counted in 32 bits each (/proc/net/stat) falls by 2^32 when one of them wraps: taken for a
 *   reset, all that the other CPUs have ever counted would be a gain; for a correction, nothing would be for a long time.
 * - The wrap of a single 32-bit counter (qdisc drops) is not guessed: it looks like a reset, and the gain is too low by
 *   the distance from the last reading to 2^32.
 */
function counterStep(level: number, value: number): CounterStep {
  if (value >= level && value < belowZero)
    return { gain: value - level, level: value, isReset: false }
  const wrapped = value - level + wrap
  if (level >= wrap && wrapped >= 0 && wrapped < wrap / 2)
    return { gain: wrapped, level: value, isReset: false }
  const isCorrected = value >= belowZero || (value >= leastCorrected && value > level / 2)
  return isCorrected
    ? { gain: 0, level, isReset: false }
    : { gain: value, level: value, isReset: true }
}

/**
 * What a counter counted, from its stored values in time order (`counter_change.value`), taken one by one. `born`: the
 * object appeared during the recording, so its count began at zero and the first value belongs to the delta. Otherwise the
 * first value is the baseline. A gauge is a level: it goes up and down.
 */
export class CounterGain {
  readonly #born: boolean
  readonly #gauge: boolean
  #first: number | undefined
  #level = 0
  #gained = 0
  /** How often the count began anew: the object was made anew or its counter was cleared. 0 for gauges. */
  resets = 0

  constructor({ born, gauge }: { readonly born: boolean; readonly gauge: boolean }) {
    this.#born = born
    this.#gauge = gauge
  }

  /** What it gained since the value before. */
  take(value: number): number {
    if (this.#first === undefined) {
      this.#first = value
      this.#level = this.#born ? 0 : value
    }
    const step = this.#gauge
      ? { gain: value - this.#level, level: value, isReset: false }
      : counterStep(this.#level, value)
    this.#level = step.level
    this.#gained += step.gain
    if (step.isReset) this.resets += 1
    return step.gain
  }

  /** Events counted; for a gauge the last level minus the first, which may be negative. */
  get delta(): number {
    return this.#gauge ? this.#level - (this.#first ?? 0) : this.#gained
  }
}
