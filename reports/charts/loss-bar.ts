import type { Html } from '../html.js'
import type { LossShare } from '../loss-shares.js'
import { percent } from '../quantities.js'
import { percentX, type Drawing } from './drawing.js'
import { textOn } from './marks.js'

const height = 44
/** Below these shares the text does not fit on a phone, 320 pixels wide. */
const letterFits = 0.06
const percentFits = 0.22

/** One bar, all losses = 100%, a segment a cause. */
export function lossBar(
  drawing: Drawing,
  shares: readonly LossShare[],
  lost: number,
  finding: string,
): Html {
  const description = `One bar from left to right: ${shares
    .map((s) => `${s.letter} ${s.name} ${percent(s.drops, lost)}`)
    .join(', ')}.`
  return drawing.chart('loss-bar', height, finding, description, (svg) => {
    let from = 0
    for (const share of shares) {
      const width = share.drops / lost
      svg
        .append('rect')
        .attr('x', percentX(from, lost))
        .attr('width', percentX(share.drops, lost))
        .attr('height', height)
        .attr('fill', share.colour.light)
        .attr('class', `f-${share.colour.id} edge`)
        .attr('stroke', '#ffffff')
        .attr('stroke-width', width > 0.01 ? 1.5 : 0)
      const label =
        width >= percentFits
          ? `${share.letter}  ${percent(share.drops, lost)}`
          : width >= letterFits
            ? share.letter
            : ''
      if (label !== '')
        textOn(svg, percentX(from + share.drops / 2, lost), height / 2, label, 'middle')
      from += share.drops
    }
  })
}
