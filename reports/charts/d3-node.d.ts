/** d3-node 4 has no types of its own. Only what we use. */
declare module 'd3-node' {
  import type * as d3 from 'd3'

  export class D3Node {
    readonly d3: typeof d3
    /** Selection of the document's body. */
    readonly d3Element: d3.Selection<d3.BaseType, unknown, null, undefined>
    createSVG(
      width?: number | string,
      height?: number | string,
      attributes?: Readonly<Record<string, string | number>>,
    ): d3.Selection<d3.BaseType, unknown, null, undefined>
    svgString(): string
  }
}
