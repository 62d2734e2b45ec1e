/** How much a counter counted during the recording. */
export interface CounterDelta {
  /** Events counted; for a gauge the last level minus the first, which may be negative. */
  readonly delta: number
  /** How often the value went back: the object was made anew or its counter was cleared. 0 for gauges. */
  readonly resets: number
}

/**
 * What a counter counted, from its stored values in time order (`counter_change.value`).
 *
 * - `born`: the object appeared during the recording, so its count began at zero and the first value belongs to the
 *   delta. Otherwise the first value is the baseline.
 * - A value lower than the one before means that the count began anew at zero (interface or qdisc re-created with
 *   the same name and number, `iptables -Z`): what was counted after that is added. What was counted between the
 *   last reading and the reset is not known, so the delta is a lower bound then.
 * - Wraps of 32-bit counters (qdisc drops, /proc/net/stat) are not guessed: they look like a reset, and the delta is
 *   too low by the distance from the last reading to 2^32.
 */
export function counterDelta(
  values: ArrayLike<number>,
  { born, gauge }: { readonly born: boolean; readonly gauge: boolean },
): CounterDelta {
  const first = values[0]
  if (first === undefined) return { delta: 0, resets: 0 }
  if (gauge) return { delta: (values[values.length - 1] ?? first) - first, resets: 0 }
  let delta = born ? first : 0
  let resets = 0
  let previous = first
  for (let i = 1; i < values.length; i += 1) {
    const value = values[i] ?? previous
    if (value < previous) {
      resets += 1
      delta += value
    } else {
      delta += value - previous
    }
    previous = value
  }
  return { delta, resets }
}
