/** One group of drops in parts, one after the other in time. */
import type { DropGroup } from '../artifacts/group.js'

export interface Piece {
  /** Which of the stretches between the cuts. */
  readonly stretch: number
  readonly group: DropGroup
}

/** Sums stay as they are; stretches without drops are left out. */
export function splitAt(group: DropGroup, cutsNs: readonly number[]): readonly Piece[] {
  const bytesPerDrop = group.bytes / group.drops
  let bytesLeft = group.bytes
  const pieces = stretchesOf(group.buckets, cutsNs)
  return pieces.map(({ stretch, buckets }, index): Piece => {
    const [fromNs = group.fromNs] = buckets
    const untilNs = pieces[index + 1]?.buckets[0] ?? Infinity
    const toNs = Math.min(group.toNs, untilNs)
    const drops = buckets.reduce((sum, value, at) => (at % 2 === 0 ? sum : sum + value), 0)
    const isLast = index === pieces.length - 1
    const bytes = isLast ? bytesLeft : Math.round(bytesPerDrop * drops)
    bytesLeft -= bytes
    const own = group.samples.filter(({ atNs }) => atNs >= fromNs && atNs < untilNs)
    const samples = own.length > 0 ? own : group.samples
    return { stretch, group: { ...group, drops, bytes, fromNs, toNs, buckets, samples } }
  })
}

interface Stretch {
  readonly stretch: number
  readonly buckets: Float64Array
}

/** The pairs (ns, drops) between the cuts. */
function stretchesOf(buckets: Float64Array, cutsNs: readonly number[]): readonly Stretch[] {
  const found: Stretch[] = []
  let from = 0
  for (const [stretch, cutNs] of [...cutsNs, Infinity].entries()) {
    let to = from
    while (to < buckets.length && (buckets[to] ?? 0) < cutNs) to += 2
    if (to > from) found.push({ stretch, buckets: buckets.slice(from, to) })
    from = to
  }
  return found
}
