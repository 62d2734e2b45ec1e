/** Groups of drops on an interface number that several interfaces had, one after the other. */
import type { Row } from '../../session/tables.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { splitAt } from './split-at.js'

/** Each part has the drops of one interface, so that none is named for what another lost. Sums stay as they are. */
export function splitByInterface(
  groups: readonly DropGroup[],
  host: Host | undefined,
): readonly DropGroup[] {
  if (host === undefined) return groups
  let lastId = groups.reduce((most, { id }) => Math.max(most, id), 0)
  return groups.flatMap((group) => {
    const ends = endsOfInterfaces(host.holdersOf(group.netns, group.ifindex))
    if (ends.length === 0) return [group]
    return splitAt(group, ends).map(({ stretch, group: part }, index) => ({
      ...part,
      id: index === 0 ? part.id : ++lastId,
      part: stretch,
    }))
  })
}

/**
 * The first moment after an interface of that number: when it was seen gone, or the next one had begun. Sessions of earlier
 * recorders have some that end a little after the next has begun.
 */
const endsOfInterfaces = (history: readonly Row<'interface'>[]): readonly number[] =>
  history.flatMap((row, index) => {
    const next = history[index + 1]
    return next === undefined || isSameInterface(row, next)
      ? []
      : [Math.min((row.to_ns ?? Infinity) + 1, next.from_ns)]
  })

/** The kernel makes up another address for each virtual device. */
const isSameInterface = (a: Row<'interface'>, b: Row<'interface'>): boolean =>
  a.name === b.name && a.mac === b.mac && a.kind === b.kind
