import { cut, visible } from '../../reports/visible-text.js'
import { count, plural } from '../../reports/quantities.js'
import type { CausesKnown } from './causes-known.js'
import type { DropSnapshot } from './drop-snapshot.js'
import { placeCounts, type PlaceCount } from './place-counts.js'

const maxLines = 50

/** `watch --once`: what was dropped in one interval, as a table for people and simple scripts. */
export function onceTable(snapshot: DropSnapshot, causes: CausesKnown): string {
  const { drops, masked, intervalMs } = snapshot
  const seconds = (intervalMs / 1000).toFixed(1)
  const places = [...placeCounts(snapshot.keys, causes)].sort((a, b) => b.total - a.total)
  const lines = places.slice(0, maxLines).map((place) => cells(place, intervalMs))
  const more = places.length - lines.length
  return [
    `${plural(drops.total, 'packet')} dropped in ${seconds} s (${count(perSecond(drops.total, intervalMs))}/s)`,
    ...(lines.length === 0 ? [] : table([header, ...lines])),
    ...(more > 0 ? [`and ${plural(more, 'more place')}`] : []),
    ...(masked.total === 0 ? [] : [`${plural(masked.total, 'drop')} masked:`]),
    ...snapshot.masks
      .filter(({ total }) => total > 0)
      .map(({ mask, total }) => `  ${count(total)}  ${visible(mask)}`),
    '',
  ].join('\n')
}

const header: readonly string[] = ['DROPS', 'RATE/S', 'CAUSE', 'SITE', 'REASON', 'INTERFACE']

const cells = ({ known, place, total }: PlaceCount, intervalMs: number): readonly string[] => [
  count(total),
  count(perSecond(total, intervalMs)),
  known?.cause ?? '-',
  place.site || '-',
  place.reason || place.trap || '-',
  [place.netns, place.iface || '-'].filter((part) => part !== '').join('/'),
]

/** Numbers to the right, the rest to the left. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const shown = rows.map((row) => row.map((cell) => cut(cell, 40)))
  const widths = header.map((_, column) =>
    shown.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  )
  return shown.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < 2 ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

const perSecond = (drops: number, intervalMs: number): number =>
  intervalMs > 0 ? (drops * 1000) / intervalMs : 0
