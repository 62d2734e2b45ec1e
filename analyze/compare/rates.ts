/** What happened to a loss between two recordings. */
export type Change = 'new' | 'gone' | 'worse' | 'better' | 'same'

/** Losses and what they are measured against. */
export interface LossRate {
  readonly drops: number
  readonly durationMs: number
  /** Packets captured; null where packets were not captured. */
  readonly packets: number | null
}

/** Drops per second; 0 for a recording without length. */
export const perSecond = ({ drops, durationMs }: LossRate): number =>
  durationMs > 0 ? (1000 * drops) / durationMs : 0

/** Drops per million packets captured; null where there were none to measure against. */
export const perMillionPackets = ({ drops, packets }: LossRate): number | null =>
  packets === null || packets === 0 ? null : (1e6 * drops) / packets

/** A rate must differ by this factor to be called worse or better: traffic is never twice the same. */
const noticeable = 1.25
/** Standard deviations beyond which a difference is no chance (two-sided 0.3 %). */
const certain = 3

/**
 * Compares rates: per packet where both recordings captured packets, else per second. What is counted is taken as
 * Poisson: given n drops in all, those after are binomial with the share of exposure that is after (Przyborowski and
 * Wilenski 1940), here by its normal approximation.
 */
export function changeOf(before: LossRate, after: LossRate): Change {
  if (before.drops === 0) return after.drops === 0 ? 'same' : 'new'
  if (after.drops === 0) return 'gone'
  const [exposureBefore, exposureAfter] = exposures(before, after)
  if (exposureBefore <= 0 || exposureAfter <= 0) return 'same'
  const share = exposureAfter / (exposureBefore + exposureAfter)
  const n = before.drops + after.drops
  const deviation = (after.drops - n * share) / Math.sqrt(n * share * (1 - share))
  const ratio = after.drops / exposureAfter / (before.drops / exposureBefore)
  if (deviation > certain && ratio > noticeable) return 'worse'
  if (deviation < -certain && ratio < 1 / noticeable) return 'better'
  return 'same'
}

/** What both rates are divided by. */
function exposures(before: LossRate, after: LossRate): readonly [number, number] {
  const captured = isPositive(before.packets) && isPositive(after.packets)
  return captured
    ? [before.packets ?? 0, after.packets ?? 0]
    : [before.durationMs, after.durationMs]
}

const isPositive = (packets: number | null): boolean => packets !== null && packets > 0
