import { moment } from '../quantities.js'
import { horizontal, textOnPage } from './marks.js'
import { percentX, type Svg } from './drawing.js'

/** Steps a reader counts in, milliseconds. */
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3,
  900e3, 1800e3, 3600e3, 7200e3, 10800e3, 21600e3, 43200e3, 86400e3,
]

/** At most 7 ticks: their labels fit side by side on a phone. */
export function timeTicks(spanMs: number): readonly number[] {
  const step = steps.find((s) => spanMs / s <= 6) ?? 86400e3 * Math.ceil(spanMs / (6 * 86400e3))
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, i) => i * step)
}

/** Line and labels at `y`: seconds since the session's start. */
export function timeAxis(svg: Svg, y: number, spanMs: number): void {
  horizontal(svg, y)
  for (const tick of timeTicks(spanMs)) {
    const place = tick / spanMs
    textOnPage(
      svg,
      percentX(tick, spanMs),
      y + 16,
      moment(tick, spanMs),
      place < 0.03 ? 'start' : place > 0.95 ? 'end' : 'middle',
    )
  }
}
