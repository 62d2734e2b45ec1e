/** Which listener refused how many requests: a refused SYN raises no event, but the listener's own drop counter tells. */
import type { SilentLoss } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import { acceptsAddress, endpoint, type SocketFact, type Sockets } from '../artifacts/host.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

export interface ListenerDrops {
  readonly socket: SocketFact
  /** What its counter gained while recorded: SYNs and final ACKs, for a full accept queue or a full SYN queue. */
  readonly drops: number
}

/** By the listener's address and port: those that share them count as one. */
export const listenerName = ({ local_address, local_port }: SocketFact): string =>
  endpoint(local_address, local_port)

/** Listeners of a namespace that refused something. */
export function droppingListeners(
  sockets: Sockets | undefined,
  netns: number | null,
): ListenerDrops[] {
  return (sockets?.all ?? [])
    .filter((s) => s.netns === netns && s.proto === 'tcp' && s.state === 'listen')
    .map((socket) => ({ socket, drops: gained(socket) }))
    .filter(({ drops }) => drops > 0)
}

/** Its accept queue was seen full: one more than its limit. */
export const wasAcceptQueueFull = ({ backlog, samples }: SocketFact): boolean =>
  backlog !== null && samples.some(({ rmem }) => rmem >= backlog)

/** A listener found later than this after the start was made while recorded, and counts from zero. */
const startNs = 2e9

function gained({ samples, from_ns }: SocketFact): number {
  const first = from_ns <= startNs ? (samples[0]?.drops ?? 0) : 0
  return (samples.at(-1)?.drops ?? 0) - first
}

/** What these listeners refused beside the drops that raised events. */
export const withoutEvents = (
  listeners: readonly ListenerDrops[],
  groups: readonly DropGroup[],
): ListenerDrops[] =>
  listeners
    .map(({ socket, drops }) => {
      const events = groups
        .filter((g) => g.netns === socket.netns && g.flow?.dport === socket.local_port)
        .filter((g) => acceptsAddress(socket, g.flow?.dst ?? ''))
      return { socket, drops: drops - events.reduce((sum, g) => sum + g.drops, 0) }
    })
    .filter(({ drops }) => drops > 0)

/**
 * Parts a namespace's loss among its listeners, where their counters add up to it; else names the only one that lost
 * anything, or none.
 */
export function partedByListener(
  loss: SilentLoss,
  listeners: readonly ListenerDrops[],
): SilentLoss[] {
  const [first] = listeners
  const sum = listeners.reduce((n, { drops }) => n + drops, 0)
  if (first === undefined) return [loss]
  if (sum !== loss.drops)
    return [
      listeners.length === 1
        ? { ...loss, subject: listenerName(first.socket), listener: first.socket }
        : loss,
    ]
  return listeners.map(({ socket, drops }) => ({
    ...loss,
    ...{ subject: listenerName(socket), listener: socket, drops },
    buckets: lossBuckets(loss.buckets, drops),
  }))
}
