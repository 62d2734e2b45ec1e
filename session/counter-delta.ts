/** How much a counter counted during the recording. */
export interface CounterDelta {
  /** Events counted; for a gauge the last level minus the first, which may be negative. */
  readonly delta: number
  /** How often the value went back: the object was made anew or its counter was cleared. 0 for gauges. */
  readonly resets: number
}

/** What one reading adds to a count. */
export interface CounterStep {
  readonly gain: number
  /** What the next reading is to be compared with. */
  readonly level: number
  readonly isReset: boolean
}

/** A count that fell by less than half, and is still so high, did not begin anew between two readings. */
const leastCorrected = 1000
/** No count gets so far: an unsigned one that was taken below zero prints like this. */
const belowZero = 2 ** 63

/**
 * - A value lower than the level before means that the count began anew at zero (interface or qdisc re-created with
 *   the same name and number, driver reloaded, `iptables -Z`): what was counted after that is added. What was counted
 *   between the last reading and the reset is not known, so the gain is a lower bound then.
 * - A value that is only somewhat lower was corrected (a sum over CPUs that was read while they counted, a driver that
 *   takes back): nothing is added until the level before is passed. So it is for a count below zero.
 * - Wraps of 32-bit counters (qdisc drops, /proc/net/stat) are not guessed: they look like a reset, and the gain is
 *   too low by the distance from the last reading to 2^32.
 */
export function counterStep(level: number, value: number): CounterStep {
  if (value >= level && value < belowZero)
    return { gain: value - level, level: value, isReset: false }
  const isCorrected = value >= belowZero || (value >= leastCorrected && value > level / 2)
  return isCorrected
    ? { gain: 0, level, isReset: false }
    : { gain: value, level: value, isReset: true }
}

/**
 * What a counter counted, from its stored values in time order (`counter_change.value`). `born`: the object appeared
 * during the recording, so its count began at zero and the first value belongs to the delta. Otherwise the first value is
 * the baseline.
 */
export function counterDelta(
  values: ArrayLike<number>,
  { born, gauge }: { readonly born: boolean; readonly gauge: boolean },
): CounterDelta {
  const first = values[0]
  if (first === undefined) return { delta: 0, resets: 0 }
  if (gauge) return { delta: (values[values.length - 1] ?? first) - first, resets: 0 }
  let delta = 0
  let resets = 0
  let level = born ? 0 : first
  for (let i = 0; i < values.length; i += 1) {
    const step = counterStep(level, values[i] ?? level)
    delta += step.gain
    level = step.level
    if (step.isReset) resets += 1
  }
  return { delta, resets }
}
