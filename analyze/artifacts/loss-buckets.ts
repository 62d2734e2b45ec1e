/**
 * When a loss without events happened: the steps of its counter (pairs of ns and gain), scaled down to
 * `drops` where events explain the rest. Whole numbers whose sum is `drops`.
 */
export function lossBuckets(steps: Float64Array, drops: number): Float64Array {
  let gained = 0
  for (let i = 1; i < steps.length; i += 2) gained += steps[i] ?? 0
  if (gained === drops || gained === 0) return steps
  const scaled: number[] = []
  let seen = 0
  let given = 0
  for (let i = 0; i + 1 < steps.length; i += 2) {
    seen += steps[i + 1] ?? 0
    const share = Math.round((seen / gained) * drops) - given
    if (share !== 0) scaled.push(steps[i] ?? 0, share)
    given += share
  }
  return Float64Array.from(scaled)
}
