import type { Timeline } from '../../analyze/model/report-model.js'
import type { Burst } from '../bursts.js'
import { drawnMarks, joinedSpans, unwatched } from '../timeline-events.js'
import { percentX, type Svg } from './drawing.js'
import { ink, textOnPage } from './marks.js'

/** Of the width; numbers nearer than this would cover each other. */
const labelGap = 0.03

/** Before the drop source listened and after: paler than a gap, as nothing went wrong. */
function drawUnwatched(svg: Svg, timeline: Timeline, height: number): void {
  const spanMs = timeline.bins * timeline.binMs
  for (const { fromMs, toMs } of unwatched(timeline))
    svg
      .append('rect')
      .attr('x', percentX(fromMs, spanMs))
      .attr('width', percentX(toMs - fromMs, spanMs))
      .attr('height', height)
      .attr('fill', '#e8d9c0')
      .attr('opacity', 0.4)
      .attr('class', 'blind')
}

export function drawSpans(svg: Svg, timeline: Timeline, height: number): void {
  const spanMs = timeline.bins * timeline.binMs
  drawUnwatched(svg, timeline, height)
  for (const span of joinedSpans(timeline).slice(0, 100)) {
    const from = Math.max(0, Math.min(span.fromMs, spanMs))
    const to = Math.max(from, Math.min(span.toMs, spanMs))
    svg
      .append('rect')
      .attr('x', percentX(from, spanMs))
      // A gap of no visible width must still be seen.
      .attr('width', percentX(Math.max(to - from, spanMs / 250), spanMs))
      .attr('height', height)
      .attr('fill', '#e8d9c0')
      .attr('class', 'blind')
  }
}

/** After the lanes, so that they do not cover it. */
export function labelSpans(svg: Svg, timeline: Timeline, height: number): void {
  const spanMs = timeline.bins * timeline.binMs
  for (const span of joinedSpans(timeline).slice(0, 100)) {
    if ((span.toMs - span.fromMs) / spanMs < 0.1) continue
    const middle = percentX((span.fromMs + span.toMs) / 2, spanMs)
    textOnPage(svg, middle, height - 6, span.kind === 'gap' ? 'gap' : 'cut off', 'middle', 'ink')
  }
}

/** Dashed lines; their numbers are those of the list below the chart. */
export function drawMarks(svg: Svg, timeline: Timeline, top: number, height: number): void {
  const spanMs = timeline.bins * timeline.binMs
  let labelled = -1
  drawnMarks(timeline).drawn.forEach((mark, i) => {
    const place = Math.max(0, Math.min(mark.atMs, spanMs)) / spanMs
    const x = percentX(place, 1)
    svg
      .append('line')
      .attr('x1', x)
      .attr('x2', x)
      .attr('y1', top - 8)
      .attr('y2', height)
      .attr('stroke', ink)
      .attr('stroke-dasharray', '4 3')
      .attr('class', 'mark')
    if (place - labelled < labelGap) return
    labelled = place
    textOnPage(svg, x, top - 11, String(i + 1), place > 0.5 ? 'end' : 'start', 'ink')
  })
}

export function drawBursts(svg: Svg, bursts: readonly Burst[], y: number, spanMs: number): void {
  for (const { fromMs, toMs } of bursts)
    svg
      .append('rect')
      .attr('x', percentX(fromMs, spanMs))
      .attr('width', percentX(Math.max(toMs - fromMs, spanMs / 200), spanMs))
      .attr('y', y)
      .attr('height', 4)
      .attr('fill', ink)
      .attr('class', 'ink')
}
