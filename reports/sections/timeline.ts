import type { ReportModel } from '../../analyze/model/report-model.js'
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
    const answer = whenLost(model, bands, limits.bins)
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

  markdown(model, { shares, limits }) {
    return model.timeline.bins === 0
      ? undefined
      : whenLost(model, dropBands(model, shares), limits.bins)
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

/**
 * 'All losses fall in 3.2 s of the 60 s, spread between 10 s and 50 s; the peak is 1,200 a second at 12.5 s.'
 * In the bins of the chart, so that both show the same peak.
 */
function whenLost(model: ReportModel, bands: readonly DropBand[], maxBins: number): string {
  const { timeline } = model
  const factor = rebinFactor(timeline.bins, maxBins)
  const binMs = timeline.binMs * factor
  const spanMs = timeline.bins * timeline.binMs
  const watchedMs = timeline.watched.toMs - timeline.watched.fromMs
  const all = rebin(allDrops(timeline.bins, bands), factor)
  const busyMs = all.filter((drops) => drops > 0).length * binMs
  if (busyMs === 0) return `No loss in ${duration(watchedMs)}.`
  const [fromMs, toMs] = [firstOf(all) * binMs, (lastOf(all) + 1) * binMs]
  const between = `between ${moment(fromMs, spanMs)} and ${moment(toMs, spanMs)}`
  const spread =
    busyMs > 0.8 * watchedMs
      ? `Packets were lost all through the ${duration(watchedMs)}`
      : busyMs > 0.6 * (toMs - fromMs)
        ? `All losses fall within ${duration(toMs - fromMs)} of the ${duration(watchedMs)}, ${between}`
        : `All losses fall in ${duration(busyMs)} of the ${duration(watchedMs)}, spread ${between}`
  return `${spread}; the peak is ${peakText(highest(all), binMs)} at ${moment(peakBin(all) * binMs, spanMs)}.`
}

/** Of few packets a rate would tell of more than were ever lost. */
const peakText = (drops: number, binMs: number): string =>
  drops < 10
    ? `${plural(drops, 'packet')} in ${duration(binMs)}`
    : `${count(Math.round((drops * 1000) / binMs))} a second`

const allDrops = (bins: number, bands: readonly DropBand[]): readonly number[] =>
  Array.from({ length: bins }, (_, i) => sum(bands.map((band) => band.drops[i] ?? 0)))

/** Bursts with the cause that has most of each, if there is more than one. */
function namedBursts(model: ReportModel, shares: LossShares) {
  const { bins, binMs } = model.timeline
  const bands = shares.losses.filter((s) => s.drops > 0).map((s) => bandOf(s, model))
  return burstsOf(allDrops(bins, bands), binMs).map((burst) => {
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
