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
  /** On the way in, and those of unknown direction. */
  readonly rx: readonly LadderSegment[]
}

const top = 26
const barHeight = 15
/** Pixels of a layer in which nothing was lost. */
const emptyHeight = 24

interface LadderShape {
  /** Percent of the width at which the names of the layers stand. */
  readonly names: number
  /** Percent of the width from which bars grow. */
  readonly txEdge: number
  readonly rxEdge: number
  /** Of the longest bar, percent of the width; a number beside it needs the rest. */
  readonly longest: number
  readonly labels: 'beside' | 'above'
  /** Pixels of a layer in which packets were lost, and where its bars are. */
  readonly height: number
  readonly barAt: number
}
/** Names in the middle, bars grow outwards from them; on a phone a number beside them would not fit. */
const bothSides: LadderShape = {
  names: 50,
  txEdge: 38,
  rxEdge: 62,
  longest: 36,
  labels: 'above',
  height: 46,
  barAt: 23,
}
/** Names at the edge, bars grow away from it: no half of the picture is empty. */
const oneSide = { longest: 50, labels: 'beside', height: 30, barAt: 8 } as const
const receiveOnly: LadderShape = { names: 11, txEdge: 0, rxEdge: 24, ...oneSide }
const transmitOnly: LadderShape = { names: 89, txEdge: 76, rxEdge: 100, ...oneSide }

function shapeOf(rungs: readonly LadderRung[]): LadderShape {
  if (rungs.every(({ tx }) => tx.length === 0)) return receiveOnly
  return rungs.every(({ rx }) => rx.length === 0) ? transmitOnly : bothSides
}

/** The stack from the wire to the socket; bars to the left were lost on the way out, to the right on the way in. */
export function ladderChart(drawing: Drawing, rungs: readonly LadderRung[], finding: string): Html {
  const peak = Math.max(1, ...rungs.flatMap((rung) => [total(rung.tx), total(rung.rx)]))
  const shape = shapeOf(rungs)
  const heights = rungs.map((rung) => (isEmpty(rung) ? emptyHeight : shape.height))
  const description = `A row for each layer from the wire to the socket. ${rungs
    .map((r) => `${r.label}: ${count(total(r.tx))} out, ${count(total(r.rx))} in`)
    .join('; ')}.`
  return drawing.chart('ladder-chart', top + sum(heights), finding, description, (svg) => {
    if (shape !== receiveOnly) textOnPage(svg, `${shape.txEdge}%`, 14, '← transmit', 'end', 'ink')
    if (shape !== transmitOnly) textOnPage(svg, `${shape.rxEdge}%`, 14, 'receive →', 'start', 'ink')
    rungs.forEach((rung, i) => {
      const y = top + sum(heights.slice(0, i))
      const name = isEmpty(rung) ? emptyHeight / 2 : shape.barAt + barHeight / 2
      horizontal(svg, y)
      textOnPage(
        svg,
        `${shape.names}%`,
        y + name + 4,
        rung.label,
        'middle',
        isEmpty(rung) ? 'faint' : 'ink',
      )
      drawSide(svg, rung.tx, y, peak, shape, -1)
      drawSide(svg, rung.rx, y, peak, shape, 1)
    })
  })
}

const total = (segments: readonly LadderSegment[]): number => sum(segments.map((s) => s.drops))
const isEmpty = ({ tx, rx }: LadderRung): boolean => tx.length + rx.length === 0

function drawSide(
  svg: Svg,
  segments: readonly LadderSegment[],
  y: number,
  peak: number,
  { txEdge, rxEdge, longest, labels, barAt }: LadderShape,
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
      .attr('y', y + barAt)
      .attr('height', barHeight)
      .attr('fill', segment.colour.light)
      .attr('class', `f-${segment.colour.id}`)
    length += width
  }
  const named = segments.slice(0, 3).map((s) => s.letter)
  const letters = segments.length > 3 ? `${named.join(' ')} …` : named.join(' ')
  const away = labels === 'beside' ? length + 1 : 0
  const text =
    direction === 1
      ? `${count(total(segments))}  ${letters}`
      : `${letters}  ${count(total(segments))}`
  textOnPage(
    svg,
    percentX(direction === 1 ? rxEdge + away : txEdge - away, 100),
    y + (labels === 'beside' ? barAt + barHeight / 2 + 4 : barAt - 6),
    text,
    direction === 1 ? 'start' : 'end',
    'ink',
  )
}
