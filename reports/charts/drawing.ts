import type * as D3 from 'd3'
import { trusted, type Html } from '../html.js'
import { visible } from '../visible-text.js'

export type Svg = D3.Selection<D3.BaseType, unknown, null, undefined>
export type SvgGroup = Svg

/** Draws SVG with d3. Colours and sizes are presentation attributes, so a page without its style sheet keeps them. */
export interface Drawing {
  readonly d3: typeof D3
  /**
   * A chart: as wide as its box, `height` pixels high. Shapes are placed in percent or in nested viewBoxes
   * that stretch, so text keeps its size on a phone and on a wall.
   * `finding` is what the chart shows, in words; `description` how it is drawn.
   */
  chart(
    id: string,
    height: number,
    finding: string,
    description: string,
    draw: (svg: Svg) => void,
  ): Html
  /** Decoration beside text that says the same: hidden from screen readers. */
  ornament(width: number, height: number, draw: (svg: Svg) => void): Html
}

/** d3-node takes half a second to load: only HTML reports pay for it. */
export async function loadDrawing(): Promise<Drawing> {
  const { D3Node } = await import('d3-node')
  // Ornaments are small and many: one document serves them all.
  const ornaments = new D3Node()
  return {
    d3: ornaments.d3,
    chart(id, height, finding, description, draw) {
      const page = new D3Node()
      const svg = page.createSVG('100%', height, {
        class: 'chart',
        role: 'img',
        'aria-labelledby': `${id}-title ${id}-desc`,
        'font-family': 'system-ui, sans-serif',
        'font-size': 12,
      })
      svg.append('title').attr('id', `${id}-title`).text(visible(finding))
      svg.append('desc').attr('id', `${id}-desc`).text(visible(description))
      draw(svg)
      return trusted(page.svgString())
    },
    ornament(width, height, draw) {
      const svg = ornaments.createSVG(width, height, { 'aria-hidden': 'true', class: 'ornament' })
      draw(svg)
      const markup = ornaments.svgString()
      svg.remove()
      return trusted(markup)
    },
  }
}

/** A part of a chart with its own coordinates, stretched to its place. */
export function stretched(
  svg: Svg,
  place: {
    readonly x?: string
    readonly y: number
    readonly width?: string
    readonly height: number
  },
  units: { readonly width: number; readonly height: number },
): Svg {
  // d3's own name for the new element needs the types of a browser.
  const part = svg.append('svg') as unknown as Svg
  part
    .attr('x', place.x ?? '0')
    .attr('y', place.y)
    .attr('width', place.width ?? '100%')
    .attr('height', place.height)
    .attr('viewBox', `0 0 ${units.width} ${units.height}`)
    .attr('preserveAspectRatio', 'none')
  return part
}

/** At most one decimal: half the size of what d3 would write, and no pixel moves. */
export const short = (n: number): string => String(Math.round(n * 10) / 10)

export const percentX = (part: number, whole: number): string =>
  `${whole > 0 ? short((100 * part) / whole) : '0'}%`
