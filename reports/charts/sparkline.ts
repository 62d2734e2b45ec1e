import type { CauseColour } from '../cause-colours.js'
import type { Html } from '../html.js'
import { highest, rebin, rebinFactor, stepBand } from './bins.js'
import { stretched, type Drawing } from './drawing.js'
import { gridInk } from './marks.js'

const [width, height] = [160, 28]

/** When a cause dropped packets, in the width of a word or two. */
export function sparkline(
  drawing: Drawing,
  values: readonly number[],
  colour: CauseColour,
): Html | undefined {
  const bins = rebin(values, rebinFactor(values.length, width / 2))
  const peak = highest(bins)
  if (peak === 0) return undefined
  return drawing.ornament(width, height, (svg) => {
    const plot = stretched(svg, { y: 0, height }, { width: bins.length, height })
    plot
      .append('path')
      .attr(
        'd',
        stepBand(
          bins.map(() => 0),
          bins,
          (v) => height - 1 - (v / peak) * (height - 2),
        ),
      )
      .attr('fill', colour.light)
      .attr('class', `f-${colour.id}`)
    svg
      .append('line')
      .attr('x2', width)
      .attr('y1', height - 0.5)
      .attr('y2', height - 0.5)
      .attr('stroke', gridInk)
      .attr('class', 'grid')
  })
}
