import type { ReportModel } from '../../analyze/report-model.js'
import { burstsOf } from '../bursts.js'
import { otherColour } from '../cause-colours.js'
import { fitted, highest, peakBin, rebin, rebinFactor } from '../charts/bins.js'
import { timelineChart, type DropBand } from '../charts/timeline-chart.js'
import { html, type Html } from '../html.js'
import type { LossShare, LossShares } from '../loss-shares.js'
import { count, duration, moment, plural, sum } from '../quantities.js'
import type { ReportSection } from '../section.js'
import { tableTwin, topOf } from '../table.js'
import { timelineEvents } from '../timeline-events.js'
import { cut } from '../visible-text.js'

/** Causes with a band of their own. */
const maxBands = 7
const tableRows = 24

const section: ReportSection = {
  name: 'timeline',
  order: 30,
  title: 'When',
  question: 'One burst or a steady loss, and what else happened then?',

  html(model, { shares, limits, drawing }) {
    const { timeline } = model
    if (timeline.bins === 0) return undefined
    const bands = dropBands(model, shares)
    const answer = whenLost(model, bands)
    const bursts = namedBursts(model, shares)
    return html`<p class="answer">${answer}</p>
      <figure>
        ${
          bands.length > 0 &&
          html`<ul class="legend">
            ${bands.map((b) => html`<li><span class="key b-${b.colour.id}">${b.letter}</span> ${cut(b.name, limits.name)}</li>`)}
          </ul>`
        }
        <div class="brushable" data-span="${timeline.bins * timeline.binMs}">
          ${timelineChart(drawing, model, bands, bursts, limits.bins, answer)}
        </div>
        ${timelineEvents(timeline, bursts, limits)} ${numbers(model, bands, limits.name)}
      </figure>`
  },

  markdown(model, { shares }) {
    return model.timeline.bins === 0 ? undefined : whenLost(model, dropBands(model, shares))
  },
}
export default section

interface NamedBand extends DropBand {
  readonly name: string
}

function dropBands(model: ReportModel, shares: LossShares): readonly NamedBand[] {
  const { timeline } = model
  const bands = shares.losses.filter((s) => s.drops > 0).map((s) => bandOf(s, model))
  if (bands.length <= maxBands) return bands
  const others = bands.slice(maxBands - 1)
  const drops = new Array<number>(timeline.bins).fill(0)
  for (const band of others) band.drops.forEach((n, i) => (drops[i] = (drops[i] ?? 0) + n))
  return [
    ...bands.slice(0, maxBands - 1),
    { letter: '+', name: plural(others.length, 'other'), colour: otherColour, drops },
  ]
}

const bandOf = (share: LossShare, { timeline }: ReportModel): NamedBand => ({
  letter: share.letter,
  name: share.name,
  colour: share.colour,
  drops: fitted(
    share.finding === null ? timeline.unexplained : share.finding.timeline,
    timeline.bins,
  ),
})

/** 'Losses fall in 3.2 s of 60 s; the peak, 1,200 a second, is at 12.5 s.' */
function whenLost(model: ReportModel, bands: readonly DropBand[]): string {
  const { bins, binMs, watched } = model.timeline
  const spanMs = bins * binMs
  const watchedMs = watched.toMs - watched.fromMs
  const all = Array.from({ length: bins }, (_, i) => sum(bands.map((b) => b.drops[i] ?? 0)))
  const busy = all.filter((drops) => drops > 0).length
  if (busy === 0) return `No loss in ${duration(watchedMs)}.`
  const peak = peakBin(all)
  const rate = Math.round((highest(all) * 1000) / binMs)
  const spread =
    busy * binMs > 0.8 * watchedMs
      ? `Packets were lost all through the ${duration(watchedMs)}`
      : `All losses fall in ${duration(busy * binMs)} of the ${duration(watchedMs)}, between ${moment(firstOf(all) * binMs, spanMs)} and ${moment((lastOf(all) + 1) * binMs, spanMs)}`
  return `${spread}; the peak is ${count(rate)} a second at ${moment(peak * binMs, spanMs)}.`
}

/** Bursts with the cause that has most of each, if there is more than one. */
function namedBursts(model: ReportModel, shares: LossShares) {
  const { bins, binMs } = model.timeline
  const bands = shares.losses.filter((s) => s.drops > 0).map((s) => bandOf(s, model))
  const all = Array.from({ length: bins }, (_, i) => sum(bands.map((b) => b.drops[i] ?? 0)))
  return burstsOf(all, binMs).map((burst) => {
    const within = (band: NamedBand): number =>
      sum(band.drops.slice(Math.round(burst.fromMs / binMs), Math.round(burst.toMs / binMs)))
    const [most] = [...bands].sort((a, b) => within(b) - within(a))
    return { ...burst, mostly: most === undefined || bands.length === 1 ? '' : most.name }
  })
}

const firstOf = (values: readonly number[]): number => values.findIndex((value) => value > 0)
const lastOf = (values: readonly number[]): number => values.findLastIndex((value) => value > 0)

/** The chart in at most 24 rows, and every counter with its sum. */
function numbers(model: ReportModel, bands: readonly NamedBand[], maxName: number): Html {
  const { timeline } = model
  const factor = rebinFactor(timeline.bins, tableRows)
  const joined = (values: readonly number[]): readonly number[] =>
    rebin(fitted(values, timeline.bins), factor)
  const columns = bands.map((band) => joined(band.drops))
  const packets = timeline.traffic === null ? null : joined(timeline.traffic.packets)
  const stepMs = factor * timeline.binMs
  const spanMs = timeline.bins * timeline.binMs
  const rows = Array.from({ length: Math.ceil(timeline.bins / factor) }, (_, i) => [
    moment(i * stepMs, spanMs),
    ...columns.map((column) => count(column[i] ?? 0)),
    ...(packets === null ? [] : [count(packets[i] ?? 0)]),
  ])
  const counters = topOf(timeline.counters, 40, timeline.moreCounters)
  return html`${tableTwin({
    caption: `Lost packets in steps of ${duration(stepMs)}`,
    heads: [
      'from',
      ...bands.map((band) => `${band.letter} ${cut(band.name, maxName)}:`),
      ...(packets === null ? [] : ['packets captured:']),
    ],
    rows,
  })}
  ${
    counters.shown.length > 0 &&
    tableTwin({
      caption: 'Counters that moved',
      summary: 'The counters as a table',
      heads: ['counter', 'where', 'means a loss', 'increase:', 'highest step at:'],
      rows: counters.shown.map((counter) => [
        cut(counter.name, maxName),
        cut(counter.scope, maxName),
        counter.isDrop,
        count(counter.delta),
        moment(peakBin(counter.increase) * timeline.binMs, spanMs),
      ]),
      more: counters.more,
      unit: 'counters',
    })
  }`
}
