/** Groups of drops that several sockets had, one after the other: a process ended and another took its port. */
import { bucketNs } from '../artifacts/load-groups.js'
import type { DropGroup } from '../artifacts/group.js'
import type { SocketRun, SocketRuns } from '../artifacts/socket-runs.js'
import { splitAt } from './split-at.js'

/** Each part has the drops of one socket, so that no process is named for what another lost. Sums stay as they are. */
export function splitBySocket(
  groups: readonly DropGroup[],
  runs: SocketRuns,
): readonly DropGroup[] {
  let lastId = groups.reduce((most, { id }) => Math.max(most, id), 0)
  return groups.flatMap((group) => {
    const sockets = runs.of(group.flowId === 0 ? `key ${group.key}` : `flow ${group.flowId}`)
    if (sockets.length < 2) return [group]
    return splitAt(group, cutsBetween(sockets)).map(({ stretch, group: part }, index) => ({
      ...part,
      id: index === 0 ? part.id : ++lastId,
      samples: ofSocket(part, sockets[stretch]?.inode ?? 0),
    }))
  })
}

/** Drops are counted by 100 ms, some in the bucket before their time: the cut lies where most of the pause is on either side. */
const cutsBetween = (sockets: readonly SocketRun[]): readonly number[] =>
  sockets
    .slice(1)
    .map(({ fromNs }, index) => ((sockets[index]?.toNs ?? fromNs) + fromNs - bucketNs) / 2)

/** A sample at the edge may be of the socket before or after. */
function ofSocket({ samples }: DropGroup, inode: number): DropGroup['samples'] {
  const own = samples.filter(({ socket }) => socket?.inode === inode)
  return own.length > 0 ? own : samples
}
