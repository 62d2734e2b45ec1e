import { percentX, type Drawing } from '../charts/drawing.js'
import { textOn, textOnPage } from '../charts/marks.js'
import { html, type Html } from '../html.js'
import { count, sum } from '../quantities.js'
import { tableTwin } from '../table.js'
import { rateUnit, type ComparedCause, type RateSegment, type RateUnit } from './compared-rates.js'
import { rate } from './words.js'

const [pairWidth, pairHeight] = [200, 10]

/** Before over after, in one measure, each with its numbers beside it. */
export function ratePair(drawing: Drawing, { finding, colour }: ComparedCause): Html {
  const values = rateUnit([finding]).of(finding)
  const most = Math.max(...values)
  const bar = (value: number): Html =>
    drawing.ornament(pairWidth, pairHeight, (svg) => {
      if (value <= 0) return
      svg
        .append('rect')
        .attr('width', Math.max(1, (pairWidth * value) / most))
        .attr('height', pairHeight)
        .attr('fill', colour.light)
        .attr('class', `f-${colour.id}`)
    })
  const rows = [
    ['before', finding.before, values[0]],
    ['after', finding.after, values[1]],
  ] as const
  return html`<div class="pair">
    ${rows.map(
      ([label, side, value]) =>
        html`<p>
          <strong class="label">${label}</strong> ${bar(value)}
          <span>${count(side.drops)} lost, ${rate(side.perSecond)}</span>
        </p> `,
    )}
  </div>`
}

const [rowHeight, barHeight] = [62, 34]
/** Below these shares of the width a letter does not fit on a phone. */
const letterFits = 0.06

/** Both recordings as bars in one measure, a segment a cause. `finding`: what they show, in a sentence. */
export function totalBars(
  drawing: Drawing,
  segments: readonly RateSegment[],
  unit: RateUnit,
  finding: string,
): Html {
  const sides = ([0, 1] as const).map((side) =>
    segments.map((segment) => ({ ...segment, rate: segment.rates[side] })),
  )
  const totals = sides.map((bar) => sum(bar.map((s) => s.rate)))
  const most = Math.max(...totals)
  const label = (side: number): string =>
    `${side === 0 ? 'before' : 'after'}: ${rate(totals[side] ?? 0, '')} ${unit.words}`
  const description = `Two bars from left to right, before and after, a segment for each cause. ${label(0)}; ${label(1)}.`
  return html`<figure class="loss">
    <p class="answer">Lost packets ${unit.words}, by cause:</p>
    ${drawing.chart('rate-bars', 2 * rowHeight, finding, description, (svg) => {
      sides.forEach((bar, side) => {
        const top = side * rowHeight
        textOnPage(svg, '0', top + 14, label(side), 'start', 'ink')
        let from = 0
        for (const { letter, colour, rate: value } of bar) {
          if (value <= 0) continue
          svg
            .append('rect')
            .attr('x', percentX(from, most))
            .attr('y', top + 20)
            .attr('width', percentX(value, most))
            .attr('height', barHeight)
            .attr('fill', colour.light)
            .attr('class', `f-${colour.id} edge`)
            .attr('stroke', '#ffffff')
            .attr('stroke-width', value / most > 0.01 ? 1.5 : 0)
          if (value / most >= letterFits)
            textOn(
              svg,
              percentX(from + value / 2, most),
              top + 20 + barHeight / 2,
              letter,
              'middle',
            )
          from += value
        }
      })
    })}
    ${tableTwin({
      caption: `Lost packets ${unit.words}, before and after`,
      heads: ['cause', 'before:', 'after:'],
      rows: segments.map(({ letter, name, rates: [before, after] }) => [
        `${letter} ${name}`,
        rate(before, ''),
        rate(after, ''),
      ]),
    })}
  </figure>`
}
