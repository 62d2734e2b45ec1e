import type { SvgGroup } from './drawing.js'

type Anchor = 'start' | 'middle' | 'end'

/** Ink of the page, for text and axes in charts; report.css turns it for the dark page. */
export const ink = '#1d2329'
export const faintInk = '#59636e'
export const gridInk = '#d5dae0'

/** Text on a coloured area. */
export const textOn = (
  svg: SvgGroup,
  x: string,
  y: number,
  text: string,
  anchor: Anchor,
): unknown =>
  svg
    .append('text')
    .attr('x', x)
    .attr('y', y)
    .attr('dy', '0.35em')
    .attr('text-anchor', anchor)
    .attr('font-size', 13)
    .attr('font-weight', 600)
    .attr('fill', '#ffffff')
    .attr('class', 'on')
    .text(text)

/** Text on the page, with a halo of the page's colour where lines cross it. */
export const textOnPage = (
  svg: SvgGroup,
  x: string,
  y: number,
  text: string,
  anchor: Anchor,
  tone: 'ink' | 'faint' = 'faint',
): unknown =>
  svg
    .append('text')
    .attr('x', x)
    .attr('y', y)
    .attr('text-anchor', anchor)
    .attr('fill', tone === 'ink' ? ink : faintInk)
    .attr('stroke', '#ffffff')
    .attr('stroke-width', 3)
    .attr('stroke-linejoin', 'round')
    .attr('paint-order', 'stroke')
    .attr('class', `${tone} halo`)
    .text(text)

export const horizontal = (svg: SvgGroup, y: number): unknown =>
  svg
    .append('line')
    .attr('x1', '0')
    .attr('x2', '100%')
    .attr('y1', y)
    .attr('y2', y)
    .attr('stroke', gridInk)
    .attr('class', 'grid')
