import { inlinedData } from './inlined-data.js'
import type { Direction, Layer } from './reason-data.js'
import { siteData, type SiteLoss } from './site-data.js'
import { plainSymbol } from './symbols.js'

export interface SiteMeaning {
  readonly layer: Layer
  readonly direction: Direction
  readonly loss: SiteLoss
  readonly meaning: string
}

const bySymbol: ReadonlyMap<string, SiteMeaning> = new Map(
  siteData.map(([symbol, layer, direction, loss, meaning]) => [
    symbol,
    { layer, direction, loss, meaning },
  ]),
)

/** undefined for a function that the atlas does not know. Suffixes of compilers are taken off. */
export const siteMeaning = (symbol: string): SiteMeaning | undefined =>
  bySymbol.get(plainSymbol(symbol))

/** Functions whose drops may show at this symbol on some kernel, through inlining and tail calls; itself not included. */
export function functionsShownAt(symbol: string): string[] {
  const found = new Set<string>()
  const look = (at: string): void => {
    for (const [fn, shownAt] of inlinedData) {
      if (!shownAt.includes(at) || found.has(fn)) continue
      found.add(fn)
      look(fn)
    }
  }
  look(plainSymbol(symbol))
  found.delete(plainSymbol(symbol))
  return [...found]
}
