import type { ReportModel } from '../../analyze/model/report-model.js'
import type { Burst } from '../bursts.js'
import type { CauseColour } from '../cause-colours.js'
import type { Html } from '../html.js'
import { count } from '../quantities.js'
import { cut } from '../visible-text.js'
import { fitted, highest, peakBin, rebin, rebinFactor, stepBand } from './bins.js'
import { percentX, short, stretched, type Drawing, type Svg } from './drawing.js'
import { horizontal, textOn, textOnPage } from './marks.js'
import { drawBursts, drawMarks, drawSpans, labelSpans } from './timeline-marks.js'
import { timeAxis } from './time-axis.js'

/** Drops of a cause, or of all that have no band of their own, by bin of the timeline. */
export interface DropBand {
  readonly letter: string
  readonly colour: CauseColour
  readonly drops: readonly number[]
}

const dropLane = 150
const trafficLane = 72
const counterLane = 26
const laneGap = 30
/** Characters of a lane's label that leave room for its peak on a phone. */
const maxLabel = 40
/** Lanes of counters; the others are in the table. */
const maxCounterLanes = 6

/** Stacked drops over traffic and over the counters that moved, on one time axis. */
export function timelineChart(
  drawing: Drawing,
  model: ReportModel,
  bands: readonly DropBand[],
  bursts: readonly Burst[],
  maxBins: number,
  finding: string,
): Html {
  const { timeline } = model
  const factor = rebinFactor(timeline.bins, maxBins)
  const binMs = timeline.binMs * factor
  const series = (values: readonly number[]): readonly number[] =>
    rebin(fitted(values, timeline.bins), factor)
  const bins = Math.ceil(timeline.bins / factor)
  const counters = timeline.counters.slice(0, maxCounterLanes)
  const trafficAt = bands.length === 0 ? 0 : laneGap + dropLane
  const countersAt = trafficAt + (timeline.traffic === null ? 0 : laneGap + trafficLane)
  const axisAt = countersAt + counters.length * (counterLane + laneGap) + 8
  const description =
    'Lanes on one time axis: drops per second stacked by cause, packets per second, and the increase of each counter. Bars below the drops: bursts. Shaded: part of the recording was blind. Dashed lines: events listed below the chart.'
  return drawing.chart('timeline-chart', axisAt + 24, finding, description, (svg) => {
    drawSpans(svg, timeline, axisAt)
    if (bands.length > 0)
      drawDrops(
        drawing,
        svg,
        bands.map((band) => ({ ...band, drops: series(band.drops) })),
        bins,
        binMs,
      )
    drawBursts(svg, bursts, laneGap + dropLane + 2, timeline.bins * timeline.binMs)
    if (timeline.traffic !== null) {
      const packets = series(timeline.traffic.packets)
      drawLane(drawing, svg, trafficAt + laneGap, trafficLane, packets, binMs, 'packets/s captured')
    }
    counters.forEach((counter, i) => {
      const y = countersAt + laneGap + i * (counterLane + laneGap)
      const where = counter.scope === '' ? '' : ` (${counter.scope})`
      const label = cut(`+${count(counter.delta)} ${counter.name}${where}`, maxLabel)
      drawLane(drawing, svg, y, counterLane, series(counter.increase), binMs, label)
    })
    labelSpans(svg, timeline, axisAt)
    drawMarks(svg, timeline, laneGap, axisAt)
    timeAxis(svg, axisAt, timeline.bins * timeline.binMs)
  })
}

function drawDrops(
  drawing: Drawing,
  svg: Svg,
  bands: readonly DropBand[],
  bins: number,
  binMs: number,
): void {
  const perSecond = 1000 / binMs
  const tops = stack(bands, bins)
  const peak = highest(tops[tops.length - 1] ?? []) * perSecond
  // Headroom for the letters above the stack.
  const y = drawing.d3.scaleLinear([0, Math.max(peak, 1) * 1.12], [dropLane, 0])
  textOnPage(svg, '0', 14, 'lost packets/s, by cause', 'start', 'ink')
  for (const tick of y.ticks(2)) {
    horizontal(svg, laneGap + y(tick))
  }
  const plot = stretched(svg, { y: laneGap, height: dropLane }, { width: bins, height: dropLane })
  bands.forEach((band, i) => {
    plot
      .append('path')
      .attr(
        'd',
        stepBand(tops[i] ?? [], tops[i + 1] ?? [], (drops) => y(drops * perSecond)),
      )
      .attr('fill', band.colour.light)
      .attr('class', `f-${band.colour.id}`)
  })
  for (const tick of y.ticks(2))
    if (tick > 0)
      textOnPage(svg, '100%', laneGap + y(tick) - 4, tick < 10 ? short(tick) : count(tick), 'end')
  labelBands(svg, bands, tops, bins, (drops) => laneGap + y(drops * perSecond))
}

/** Pixels of a band that hold a letter, and the part of the width that it needs. */
const letterHeight = 16
const letterWidth = 0.04
/** A letter above a band thinner than this would point at nothing that can be seen. */
const visibleHeight = 3

/** A letter in each band's longest stretch with room for one; above the stack at its peak if there is none. */
function labelBands(
  svg: Svg,
  bands: readonly DropBand[],
  tops: readonly (readonly number[])[],
  bins: number,
  y: (drops: number) => number,
): void {
  const above: number[] = []
  bands.forEach((band, i) => {
    const edges = (bin: number): readonly [low: number, high: number] => [
      y(tops[i]?.[bin] ?? 0),
      y(tops[i + 1]?.[bin] ?? 0),
    ]
    const room = longestRun(bins, (bin) => edges(bin)[0] - edges(bin)[1] >= letterHeight)
    if (room.length / bins >= letterWidth) {
      const [low, high] = edges(Math.floor(room.from + room.length / 2))
      const middle = percentX(room.from + room.length / 2, bins)
      textOn(svg, middle, (low + high) / 2, band.letter, 'middle')
      return
    }
    const peak = peakBin(band.drops)
    const place = (peak + 0.5) / bins
    if (edges(peak)[0] - edges(peak)[1] < visibleHeight) return
    if (above.some((other) => Math.abs(other - place) < letterWidth)) return
    above.push(place)
    const top = Math.max(laneGap + 10, y(tops[tops.length - 1]?.[peak] ?? 0) - 4)
    textOnPage(svg, percentX(place, 1), top, band.letter, 'middle', 'ink')
  })
}

/** The longest stretch of bins of which all are `wanted`; the first of several. */
function longestRun(
  bins: number,
  wanted: (bin: number) => boolean,
): { readonly from: number; readonly length: number } {
  let longest = { from: 0, length: 0 }
  let from = 0
  for (let bin = 0; bin <= bins; bin++) {
    if (bin < bins && wanted(bin)) continue
    if (bin - from > longest.length) longest = { from, length: bin - from }
    from = bin + 1
  }
  return longest
}

/** Running sums: band i lies between [i] and [i + 1]. */
function stack(bands: readonly DropBand[], bins: number): readonly (readonly number[])[] {
  const tops: (readonly number[])[] = [new Array<number>(bins).fill(0)]
  for (const band of bands) {
    const below = tops[tops.length - 1] ?? []
    tops.push(below.map((base, i) => base + (band.drops[i] ?? 0)))
  }
  return tops
}

function drawLane(
  drawing: Drawing,
  svg: Svg,
  top: number,
  height: number,
  values: readonly number[],
  binMs: number,
  label: string,
): void {
  const rates = values.map((value) => (value * 1000) / binMs)
  const peak = highest(rates)
  const y = drawing.d3.scaleLinear([0, Math.max(peak, 1e-9)], [height, 0])
  textOnPage(svg, '0', top - 6, label, 'start', 'ink')
  if (peak > 0)
    textOnPage(svg, '100%', top - 6, `${peak < 10 ? short(peak) : count(peak)}/s`, 'end')
  horizontal(svg, top + height)
  stretched(svg, { y: top, height }, { width: values.length, height })
    .append('path')
    .attr(
      'd',
      stepBand(
        rates.map(() => 0),
        rates,
        y,
      ),
    )
    .attr('fill', '#8a95a1')
    .attr('class', 'lane')
}
