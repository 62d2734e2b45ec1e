import type { CauseColour } from '../cause-colours.js'
import type { Html } from '../html.js'
import { count } from '../quantities.js'
import { percentX, short, stretched, type Drawing, type Svg } from './drawing.js'
import { textOnPage } from './marks.js'

/** A node in one of three columns: destination, drop site, cause. */
export interface PathNode {
  readonly key: string
  readonly label: string
  readonly drops: number
  /** Of the cause; null for destinations and sites. */
  readonly colour: CauseColour | null
}

/** Packets that share destination, site and cause; keys of nodes. */
export interface PathStream {
  readonly keys: readonly [destination: string, site: string, cause: string]
  readonly colour: CauseColour
  readonly drops: number
}

export type PathColumns = readonly [readonly PathNode[], readonly PathNode[], readonly PathNode[]]

const top = 26
const nodeGap = 16
/** Percent of the width. */
const columns = [0, 42, 99] as const
const nodeWidth = 1
/** A node of one packet beside one of a million must still show. */
const minNode = 4
/** Nodes lower than this have their label above, where their own stream does not strike it out. */
const labelHeight = 18
const plotHeight = 260

/** Streams from destinations through drop sites to causes, as wide as they have packets. */
export function pathChart(
  drawing: Drawing,
  nodes: PathColumns,
  streams: readonly PathStream[],
  finding: string,
): Html {
  const total = streams.reduce((sum, s) => sum + s.drops, 0)
  const scale = plotHeight / Math.max(total, 1)
  const tall = nodes.map((column) => placed(column, scale))
  const height = Math.ceil(top + Math.max(...tall.map((column) => column.height)))
  const description = `Three columns: where packets were going, the kernel function that dropped them, the cause. The largest streams: ${streams
    .slice(0, 6)
    .map((s) => `${s.keys.map((key, i) => labelOf(nodes[i], key)).join(', ')}: ${count(s.drops)}`)
    .join('; ')}.`
  return drawing.chart('path-chart', height, finding, description, (svg) => {
    textOnPage(svg, '0', 14, 'on the way to', 'start', 'ink')
    textOnPage(svg, `${columns[1]}%`, 14, 'dropped in', 'start', 'ink')
    textOnPage(svg, '100%', 14, 'because of', 'end', 'ink')
    const plot = stretched(svg, { y: 0, height }, { width: 100, height })
    drawStreams(drawing, plot, tall, streams, scale)
    nodes.forEach((column, i) => {
      for (const node of column) drawNode(svg, node, tall[i]?.y.get(node.key) ?? top, i, scale)
    })
  })
}

const labelOf = (nodes: readonly PathNode[] | undefined, key: string): string =>
  nodes?.find((node) => node.key === key)?.label ?? key

interface Placed {
  readonly y: ReadonlyMap<string, number>
  readonly height: number
}

const nodeHeight = (drops: number, scale: number): number => Math.max(minNode, drops * scale)

function placed(nodes: readonly PathNode[], scale: number): Placed {
  const y = new Map<string, number>()
  let at = 10
  for (const node of nodes) {
    y.set(node.key, top + at)
    at += nodeHeight(node.drops, scale) + nodeGap
  }
  return { y, height: at }
}

function drawStreams(
  drawing: Drawing,
  plot: Svg,
  tall: readonly Placed[],
  streams: readonly PathStream[],
  scale: number,
): void {
  const used = tall.map(({ y }) => new Map(y))
  const take = (column: number, key: string, width: number): number => {
    const at = used[column]?.get(key) ?? top
    return (used[column]?.set(key, at + width), at + width / 2)
  }
  const link = drawing.d3.linkHorizontal<unknown, readonly [number, number]>()
  for (const { keys, drops, colour } of streams) {
    const width = Math.max(0.5, drops * scale)
    const y = keys.map((key, column) => take(column, key, width))
    for (const column of [0, 1] as const) {
      const source = [columns[column] + nodeWidth, y[column] ?? 0] as const
      const target = [columns[column === 0 ? 1 : 2], y[column + 1] ?? 0] as const
      const path = link({ source, target })
      plot
        .append('path')
        .attr('d', rounded(path ?? ''))
        .attr('fill', 'none')
        .attr('stroke', colour.light)
        .attr('stroke-width', short(width))
        .attr('stroke-opacity', 0.35)
        .attr('vector-effect', 'non-scaling-stroke')
        .attr('class', `s-${colour.id}`)
    }
  }
}

const rounded = (path: string): string =>
  path.replace(/-?\d+\.\d+/g, (number) => short(Number(number)))

function drawNode(svg: Svg, node: PathNode, y: number, column: number, scale: number): void {
  const x = columns[column] ?? 0
  const tall = nodeHeight(node.drops, scale)
  svg
    .append('rect')
    .attr('x', percentX(x, 100))
    .attr('width', percentX(nodeWidth, 100))
    .attr('y', short(y))
    .attr('height', short(tall))
    .attr('fill', node.colour?.light ?? '#8a95a1')
    .attr('class', node.colour === null ? 'lane' : `f-${node.colour.id}`)
  const isLast = column === 2
  const place = percentX(isLast ? x - 1 : x + nodeWidth + 1, 100)
  const text = isLast
    ? `${count(node.drops)}  ${node.label}`
    : `${node.label}  ${count(node.drops)}`
  const baseline = tall < labelHeight ? y - 3 : y + Math.min(tall / 2, 60) + 4
  textOnPage(svg, place, baseline, text, isLast ? 'end' : 'start', 'ink')
}
