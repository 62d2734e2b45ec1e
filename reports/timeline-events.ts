import type { Timeline } from '../analyze/model/report-model.js'
import type { Burst } from './bursts.js'
import { html, type Html } from './html.js'
import { count, duration, moment, plural, sum } from './quantities.js'
import type { ReportLimits } from './report-limits.js'
import { topOf, type TimeSpan } from './table.js'
import { cut } from './visible-text.js'

type Mark = Timeline['marks'][number]
type Span = Timeline['spans'][number]

/** Lines that still can be told apart in the chart. */
const maxMarks = 12
/** Interfaces and namespaces that come and go: containers make hundreds of them. */
const maxComings = 6
/** Spans listed without folding them away. */
const maxSpans = 3

/** Events drawn as numbered lines, and those only listed: what changes the data's meaning is drawn first. */
export function drawnMarks({ marks }: Timeline): {
  readonly drawn: readonly Mark[]
  readonly listed: readonly Mark[]
} {
  const isComing = (mark: Mark): boolean => mark.kind === 'interface' || mark.kind === 'netns'
  const few = marks.filter(isComing).length <= maxComings
  const drawn = marks.filter((mark) => few || !isComing(mark)).slice(0, maxMarks)
  return { drawn, listed: marks.filter((mark) => !drawn.includes(mark)) }
}

/** Overlapping spans of the same kind as one, in time order. */
export function joinedSpans({ spans }: Pick<Timeline, 'spans'>): readonly Omit<Span, 'text'>[] {
  const joined: { fromMs: number; toMs: number; kind: Span['kind'] }[] = []
  for (const { fromMs, toMs, kind } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined[joined.length - 1]
    if (last?.kind === kind && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs)
    else joined.push({ fromMs, toMs, kind })
  }
  return joined
}

/** Ends of the time axis at which drops were not watched; none where that is less than two bins. */
export function unwatched({ watched, bins, binMs }: Timeline): readonly TimeSpan[] {
  return [
    { fromMs: 0, toMs: watched.fromMs },
    { fromMs: watched.toMs, toMs: bins * binMs },
  ].filter(({ fromMs, toMs }) => toMs - fromMs >= 2 * binMs)
}

/** What the lines, bars and shades of the timeline are. */
export function timelineEvents(
  timeline: Timeline,
  bursts: readonly (Burst & { readonly mostly: string })[],
  limits: ReportLimits,
): Html {
  const spanMs = timeline.bins * timeline.binMs
  const { drawn, listed } = drawnMarks(timeline)
  const line = (at: string, text: string): Html =>
    html`<li><strong>${at}</strong> ${cut(text, limits.sentence)}</li> `
  const marks = (list: readonly Mark[]): readonly Html[] =>
    list.map((mark) => line(moment(mark.atMs, spanMs), mark.text))
  return html`${
    bursts.length > 0 &&
    html`<p class="note">${plural(bursts.length, 'burst')}, marked by bars below the drops:</p>
      <ul class="events">
        ${bursts.map((burst) =>
          line(
            moment(burst.fromMs, spanMs),
            `${plural(burst.drops, 'packet')} in ${duration(burst.toMs - burst.fromMs)}${burst.mostly === '' ? '' : `, mostly ${burst.mostly}`}`,
          ),
        )}
      </ul>`
  }
  ${
    drawn.length > 0 &&
    html`<p class="note">Events, dashed lines in the chart:</p>
      <ol class="events">
        ${marks(drawn)}
      </ol>`
  }
  ${folded(listed, plural(listed.length, 'more event'), marks, limits)}
  ${
    unwatched(timeline).length > 0 &&
    html`<p class="note">
      Drops were watched from ${moment(timeline.watched.fromMs, spanMs)} to
      ${moment(timeline.watched.toMs, spanMs)}; what lies beyond is shaded lightly.
    </p>`
  }
  ${shaded(timeline, spanMs, line, limits)}`
}

function shaded(
  { spans }: Timeline,
  spanMs: number,
  line: (at: string, text: string) => Html,
  limits: ReportLimits,
): Html | undefined {
  if (spans.length === 0) return undefined
  const lines = (list: readonly Span[]): readonly Html[] =>
    list.map((s) => line(`${moment(s.fromMs, spanMs)} to ${moment(s.toMs, spanMs)}`, s.text))
  if (spans.length <= maxSpans)
    return html`<p class="note">Shaded, as part of the recording was blind:</p>
      <ul class="events">
        ${lines(spans)}
      </ul>`
  const joined = joinedSpans({ spans })
  const all = duration(sum(joined.map((s) => s.toMs - s.fromMs)))
  return html`<p class="note">
      Shaded, as part of the recording was blind: ${plural(joined.length, 'span')}, ${all} together.
    </p>
    ${folded(spans, `What happened in ${plural(spans.length, 'blind span')}`, lines, limits)}`
}

function folded<T>(
  list: readonly T[],
  summary: string,
  lines: (list: readonly T[]) => readonly Html[],
  limits: ReportLimits,
): Html | undefined {
  if (list.length === 0) return undefined
  const { shown, more } = topOf(list, limits.rows)
  return html`<details class="twin">
    <summary>${summary}</summary>
    <ul class="events">
      ${lines(shown)}
    </ul>
    ${more > 0 && html`<p class="more">and ${count(more)} more</p>`}
  </details>`
}
