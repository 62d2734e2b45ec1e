import { usageError } from '../usage-error.js'

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Limits in milliseconds, both allowed. */
export interface DurationRange {
  readonly fromMs: number
  readonly toMs: number
}

/** Timers of Node.js hold 2^31 - 1 ms, a little under 25 days. */
export const recordDurationRange: DurationRange = { fromMs: 1, toMs: 24 * unitMs.d }

/** Below 10 ms reading the counters takes all of a CPU; above a minute a burst can't be placed any more. */
export const intervalRange: DurationRange = { fromMs: 10, toMs: unitMs.m }

/**
 * Parses '60s', '2m', '500ms', '1.5h' to milliseconds.
 * @throws DropcorrError with exit code 2
 */
export function parseDurationMs(option: string, text: string, range: DurationRange): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (amount === undefined || !isUnit(unit)) {
    throw usageError(
      `bad duration '${text}' for ${option}`,
      `${option} 60s`,
      'a duration is a number and one of the units ms, s, m, h, d',
    )
  }
  const durationMs = Math.round(Number(amount) * unitMs[unit])
  if (durationMs >= range.fromMs && durationMs <= range.toMs) return durationMs
  throw usageError(
    `bad duration '${text}' for ${option}`,
    `${option} ${formatDuration(Math.min(Math.max(durationMs, range.fromMs), range.toMs))}`,
    `it must be between ${formatDuration(range.fromMs)} and ${formatDuration(range.toMs)}`,
  )
}

const isUnit = (text: string | undefined): text is keyof typeof unitMs =>
  text !== undefined && text in unitMs

/** In the largest unit that divides it: 60000 → '1m'. */
export function formatDuration(durationMs: number): string {
  for (const [unit, ms] of Object.entries(unitMs).reverse()) {
    if (durationMs >= ms && durationMs % ms === 0) return `${durationMs / ms}${unit}`
  }
  return `${durationMs}ms`
}
