/** Groups of drops on an interface number that several interfaces had, one after the other. */
import type { Row } from '../../session/tables.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'

/** Each part has the drops of one interface, so that none is named for what another lost. Sums stay as they are. */
export function splitByInterface(
  groups: readonly DropGroup[],
  host: Host | undefined,
): readonly DropGroup[] {
  if (host === undefined) return groups
  let lastId = groups.reduce((most, { id }) => Math.max(most, id), 0)
  return groups.flatMap((group) => {
    const ends = endsOfInterfaces(host.holdersOf(group.netns, group.ifindex))
    const parts = ends.length === 0 ? [group] : splitAt(group, ends)
    return parts.map((part, index) => (index === 0 ? part : { ...part, id: ++lastId }))
  })
}

/** When an interface of that number was seen gone, or seen to be another. */
const endsOfInterfaces = (history: readonly Row<'interface'>[]): readonly number[] =>
  history.flatMap((row, index) => {
    const next = history[index + 1]
    return next === undefined || isSameInterface(row, next) ? [] : [row.to_ns ?? next.from_ns]
  })

/** The kernel makes up another address for each virtual device. */
const isSameInterface = (a: Row<'interface'>, b: Row<'interface'>): boolean =>
  a.name === b.name && a.mac === b.mac && a.kind === b.kind

function splitAt(group: DropGroup, ends: readonly number[]): readonly DropGroup[] {
  const bytesPerDrop = group.bytes / group.drops
  let bytesLeft = group.bytes
  const pieces = piecesOf(group.buckets, ends)
  return pieces.map(({ part, buckets }, index): DropGroup => {
    const [fromNs = group.fromNs] = buckets
    const untilNs = pieces[index + 1]?.buckets[0] ?? Infinity
    const toNs = Math.min(group.toNs, untilNs)
    const drops = buckets.reduce((sum, value, at) => (at % 2 === 0 ? sum : sum + value), 0)
    const isLast = index === pieces.length - 1
    const bytes = isLast ? bytesLeft : Math.round(bytesPerDrop * drops)
    bytesLeft -= bytes
    const own = group.samples.filter(({ atNs }) => atNs >= fromNs && atNs < untilNs)
    const samples = own.length > 0 ? own : group.samples
    return { ...group, part, drops, bytes, fromNs, toNs, buckets, samples }
  })
}

interface Piece {
  readonly part: number
  readonly buckets: Float64Array
}

/** The pairs (ns, drops) between the ends; stretches without drops are left out. */
function piecesOf(buckets: Float64Array, ends: readonly number[]): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const [part, end] of [...ends, Infinity].entries()) {
    let to = from
    while (to < buckets.length && (buckets[to] ?? 0) < end) to += 2
    if (to > from) pieces.push({ part, buckets: buckets.slice(from, to) })
    from = to
  }
  return pieces
}
