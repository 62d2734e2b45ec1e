import type { ComparedFinding } from '../../analyze/compare/compare.js'
import type { CauseColour } from '../cause-colours.js'
import type { Drawing } from '../charts/drawing.js'
import type { Html } from '../html.js'

const [width, barHeight, gap] = [240, 9, 3]

/** Two bars, before over after, in one measure. Decoration: the numbers stand beside it. */
export function rateBars(drawing: Drawing, finding: ComparedFinding, colour: CauseColour): Html {
  const { before, after } = finding
  const perPacket = before.perMillionPackets !== null && after.perMillionPackets !== null
  const values = perPacket
    ? [before.perMillionPackets, after.perMillionPackets]
    : [before.perSecond, after.perSecond]
  const most = Math.max(...values)
  return drawing.ornament(width, 2 * barHeight + gap, (svg) => {
    for (const [i, value] of values.entries()) {
      svg
        .append('rect')
        .attr('y', i * (barHeight + gap))
        .attr('width', most > 0 ? Math.max(value > 0 ? 1 : 0, (width * value) / most) : 0)
        .attr('height', barHeight)
        .attr('fill', colour.light)
        // What was is paler than what is.
        .attr('opacity', i === 0 ? 0.45 : 1)
        .attr('class', `f-${colour.id}`)
    }
  })
}
