/**
 * One accent a cause, the same in every chart and, as far as there are colours, in every report: the colour
 * follows from the cause's name. Colour is never the only mark, each cause carries a letter too, so neighbours
 * that a colour-blind reader confuses stay apart. Every light colour has a contrast of at least 4.5 : 1 to
 * white, every dark one to the dark page (WCAG AA, held by a test).
 */
export interface CauseColour {
  /** Class suffix in report.css: `f-3` fills, `s-3` strokes. */
  readonly id: string
  readonly light: string
  readonly dark: string
}

const hues: readonly (readonly [light: string, dark: string])[] = [
  ['#0062a8', '#5cb3f5'], // blue
  ['#b5430a', '#ff9a5c'], // vermilion
  ['#00735c', '#35cfa4'], // bluish green
  ['#9a3586', '#ec92d6'], // reddish purple
  ['#856000', '#e6b93a'], // ochre
  ['#22577a', '#86d0ee'], // steel
  ['#b01e48', '#ff8a9e'], // crimson
  ['#5b4bb5', '#b0a3ff'], // violet
  ['#55690d', '#b8c94d'], // olive
  ['#74482c', '#d9a483'], // brown
]

export const causeColours: readonly CauseColour[] = hues.map(([light, dark], i) => ({
  id: String(i),
  light,
  dark,
}))

/** What no cause explains: a dark neutral, drawn hatched where there is room. */
export const unexplainedColour: CauseColour = { id: 'u', light: '#4a5057', dark: '#b4bcc6' }
/** Housekeeping that nobody misses. */
export const benignColour: CauseColour = { id: 'b', light: '#6b737c', dark: '#8f99a5' }
/** Causes beyond those a chart shows by themselves. */
export const otherColour: CauseColour = { id: 'o', light: '#5f6770', dark: '#9aa4b0' }

export const allColours = [...causeColours, unexplainedColour, benignColour, otherColour] as const

/** Gives each name its own colour; where two names want the same one, the later takes the next that is free. */
export function assignColours(names: readonly string[]): ReadonlyMap<string, CauseColour> {
  const assigned = new Map<string, CauseColour>()
  const taken = new Set<number>()
  for (const name of names) {
    if (assigned.has(name)) continue
    if (taken.size === causeColours.length) taken.clear()
    let i = fnv1a(name) % causeColours.length
    while (taken.has(i)) i = (i + 1) % causeColours.length
    taken.add(i)
    assigned.set(name, causeColours[i] ?? otherColour)
  }
  return assigned
}

/** FNV-1a, 32 bit. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
