import type { CauseColour } from '../cause-colours.js'
import type { Html } from '../html.js'
import { count, sum } from '../quantities.js'
import { percentX, type Drawing, type Svg } from './drawing.js'
import { horizontal, textOnPage } from './marks.js'

export interface LadderSegment {
  readonly letter: string
  readonly colour: CauseColour
  readonly drops: number
}

export interface LadderRung {
  readonly label: string
  readonly tx: readonly LadderSegment[]
  /** On the way in, and those of unknown direction, which the label tells. */
  readonly rx: readonly LadderSegment[]
}

const rowHeight = 30
const top = 26
/** Percent of the width. */
interface LadderShape {
  /** Where the names of the layers stand. */
  readonly names: number
  readonly txEdge: number
  readonly rxEdge: number
  /** Of the longest bar; its number needs the rest. */
  readonly longest: number
}
/** Names in the middle, bars grow outwards from them. */
const bothSides: LadderShape = { names: 50, txEdge: 37, rxEdge: 63, longest: 18 }
/** Names at the edge, bars grow away from it: no half of the picture is empty. */
const receiveOnly: LadderShape = { names: 11, txEdge: 0, rxEdge: 24, longest: 52 }
const transmitOnly: LadderShape = { names: 89, txEdge: 76, rxEdge: 100, longest: 52 }

function shapeOf(rungs: readonly LadderRung[]): LadderShape {
  if (rungs.every(({ tx }) => tx.length === 0)) return receiveOnly
  return rungs.every(({ rx }) => rx.length === 0) ? transmitOnly : bothSides
}

/** The stack from the wire to the socket; bars to the left were lost on the way out, to the right on the way in. */
export function ladderChart(drawing: Drawing, rungs: readonly LadderRung[], finding: string): Html {
  const peak = Math.max(
    1,
    ...rungs.flatMap((rung) => [rung.tx, rung.rx].map((side) => sum(side.map((s) => s.drops)))),
  )
  const shape = shapeOf(rungs)
  const description = `A row for each layer from the wire to the socket. ${rungs
    .map((r) => `${r.label}: ${count(total(r.tx))} out, ${count(total(r.rx))} in`)
    .join('; ')}.`
  return drawing.chart(
    'ladder-chart',
    top + rungs.length * rowHeight,
    finding,
    description,
    (svg) => {
      if (shape !== receiveOnly) textOnPage(svg, `${shape.txEdge}%`, 14, '← transmit', 'end', 'ink')
      if (shape !== transmitOnly)
        textOnPage(svg, `${shape.rxEdge}%`, 14, 'receive →', 'start', 'ink')
      rungs.forEach((rung, i) => {
        const y = top + i * rowHeight
        horizontal(svg, y)
        const empty = rung.tx.length + rung.rx.length === 0
        textOnPage(svg, `${shape.names}%`, y + 20, rung.label, 'middle', empty ? 'faint' : 'ink')
        side(svg, rung.tx, y, peak, shape, -1)
        side(svg, rung.rx, y, peak, shape, 1)
      })
    },
  )
}

const total = (segments: readonly LadderSegment[]): number => sum(segments.map((s) => s.drops))

function side(
  svg: Svg,
  segments: readonly LadderSegment[],
  y: number,
  peak: number,
  { txEdge, rxEdge, longest }: LadderShape,
  direction: 1 | -1,
): void {
  if (segments.length === 0) return
  let length = 0
  for (const segment of segments) {
    // Two drops beside two million must still show.
    const width = Math.max(0.4, (longest * segment.drops) / peak)
    const from = direction === 1 ? rxEdge + length : txEdge - length - width
    svg
      .append('rect')
      .attr('x', percentX(from, 100))
      .attr('width', percentX(width, 100))
      .attr('y', y + 8)
      .attr('height', rowHeight - 15)
      .attr('fill', segment.colour.light)
      .attr('class', `f-${segment.colour.id}`)
    length += width
  }
  const named = segments.slice(0, 3).map((s) => s.letter)
  const letters = segments.length > 3 ? `${named.join(' ')} …` : named.join(' ')
  const place = direction === 1 ? rxEdge + length + 1 : txEdge - length - 1
  const text =
    direction === 1
      ? `${count(total(segments))}  ${letters}`
      : `${letters}  ${count(total(segments))}`
  textOnPage(svg, percentX(place, 100), y + 20, text, direction === 1 ? 'start' : 'end', 'ink')
}
