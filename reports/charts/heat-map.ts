import type { CpuHeat } from '../../analyze/model/report-model.js'
import type { Html } from '../html.js'
import { count } from '../quantities.js'
import { fitted, highest, rebin, rebinFactor } from './bins.js'
import type { Drawing } from './drawing.js'
import { gridInk, textOnPage } from './marks.js'
import { indexedPng } from './png.js'
import { percentX, type Svg } from './drawing.js'
import { timeTicks } from './time-axis.js'
import { moment } from '../quantities.js'

const levels = 16
const gutter = 14
/** One hue that stands out from the light page and from the dark one; more drops, less of the page shines through. */
const palette = Array.from({ length: levels }, (_, level): [number, number, number, number] => [
  226,
  92,
  24,
  level === 0 ? 0 : Math.round(40 + (215 * level) / (levels - 1)),
])

/** Rows are CPUs, columns time, colour drops: one small image instead of thousands of shapes. */
export function heatMap(drawing: Drawing, heat: CpuHeat, maxBins: number, finding: string): Html {
  const bins = highest(heat.rows.map((row) => row.drops.length))
  const factor = rebinFactor(bins, maxBins)
  const rows = heat.rows.map((row) => rebin(fitted(row.drops, bins), factor))
  const columns = Math.ceil(bins / factor)
  const peak = highest(rows.map(highest))
  const pixels = new Uint8Array(columns * rows.length)
  // Square root: a CPU with a hundredth of the peak's drops must still be seen.
  rows.forEach((row, y) =>
    row.forEach((drops, x) => {
      if (drops > 0)
        pixels[y * columns + x] = Math.max(1, Math.round(Math.sqrt(drops / peak) * (levels - 1)))
    }),
  )
  const rowHeight = Math.max(6, Math.min(22, Math.floor(420 / rows.length)))
  const height = rowHeight * rows.length
  const every = Math.ceil(12 / rowHeight)
  const description = `A row for each CPU, time from left to right, stronger colour means more drops, at most ${count(peak)} in ${moment(heat.binMs * factor, 1)}.`
  const png = indexedPng(columns, rows.length, pixels, palette).toString('base64')
  return drawing.chart('cpu-heat', height + 26, finding, description, (svg) => {
    svg
      .append('image')
      .attr('x', `${gutter}%`)
      .attr('width', `${100 - gutter}%`)
      .attr('height', height)
      .attr('preserveAspectRatio', 'none')
      .attr('image-rendering', 'pixelated')
      .attr('href', `data:image/png;base64,${png}`)
    svg
      .append('rect')
      .attr('x', `${gutter}%`)
      .attr('width', `${100 - gutter}%`)
      .attr('height', height)
      .attr('fill', 'none')
      .attr('stroke', gridInk)
      .attr('class', 'grid')
    heat.rows.forEach((row, i) => {
      if (i % every === 0)
        textOnPage(svg, `${gutter - 1}%`, (i + 0.5) * rowHeight + 4, `CPU ${row.cpu}`, 'end')
    })
    ticks(svg, height + 16, heat.binMs * bins)
  })
}

function ticks(svg: Svg, y: number, spanMs: number): void {
  for (const tick of timeTicks(spanMs)) {
    const place = tick / spanMs
    textOnPage(
      svg,
      percentX(gutter + place * (100 - gutter), 100),
      y,
      moment(tick, spanMs),
      place > 0.95 ? 'end' : 'middle',
    )
  }
}
