import { median } from 'simple-statistics'
import type { Spread } from '../finding.js'

/** Of moments or spans in nanoseconds, told in milliseconds to the microsecond; null of none. */
export function spreadMs(spansNs: readonly number[]): Spread | null {
  if (spansNs.length === 0) return null
  const ms = (ns: number): number => Math.round(ns / 1e3) / 1e3
  return {
    min: ms(spansNs.reduce((low, ns) => Math.min(low, ns), Infinity)),
    median: ms(median([...spansNs])),
    max: ms(spansNs.reduce((high, ns) => Math.max(high, ns), 0)),
  }
}

/** '204 ms', '1.2 to 204 ms', '3.1 s'. */
export function spreadText({ min, max }: Spread): string {
  const seconds = max >= 1000
  const text = (ms: number): string => {
    const value = seconds ? ms / 1000 : ms
    return String(Number(value.toPrecision(value >= 100 ? 3 : 2)))
  }
  const unit = seconds ? 's' : 'ms'
  return text(min) === text(max) ? `${text(max)} ${unit}` : `${text(min)} to ${text(max)} ${unit}`
}
