import { ipProtocolName } from '../../session/packet/numbers.js'
import type { CounterRef } from '../cause.js'
import type { Counters } from '../artifacts/counters.js'
import type { DropGroup } from '../artifacts/group.js'
import { acceptsAddress, type Host, type Sockets } from '../artifacts/host.js'
import { siteMeaning } from '../kernel/sites.js'
import { routeSites } from '../routes/special-route.js'

/** Whether packets that end at this site were on their way into the host that has their destination. */
export const isOnTheWayIn = (site: string): boolean =>
  !routeSites.includes(site) && (siteMeaning(site)?.direction ?? 'rx') === 'rx'

/**
 * Packets freed from a socket's queue have neither device nor socket left (skb->dev is reused there), so the
 * kernel side cannot tell their namespace, and NET_DM tells none at all. Addresses can: the destination of what came in, if
 * one namespace alone has that address, or a socket for it; the source of what was sent. What was to be forwarded belongs
 * to neither end; where a route refused it, it is the one namespace with such a route.
 */
export function inferNetns(
  group: DropGroup,
  host: Host | undefined,
  sockets: Sockets | undefined,
): number | null {
  const { netns, flow } = group
  if (netns !== null || flow === undefined || flow.family === 0) return netns
  if (routeSites.includes(group.site)) return refusedIn(flow.dst, host)
  const isSent = siteMeaning(group.site)?.direction === 'tx'
  if (!isSent && !isOnTheWayIn(group.site)) return null
  const own = isSent ? flow.src : flow.dst
  const withAddress = host?.namespacesWith(own) ?? new Set<number>()
  if (withAddress.size === 1) return [...withAddress][0] ?? null
  if (isSent) return null
  const proto = ipProtocolName(flow.proto)
  const withSocket = new Set(
    (sockets?.all ?? [])
      .filter((s) => s.proto === proto && s.local_port === flow.dport)
      .filter((s) => withAddress.size === 0 || withAddress.has(s.netns))
      .filter((s) => acceptsAddress(s, flow.dst))
      .map((s) => s.netns),
  )
  return withSocket.size === 1 ? ([...withSocket][0] ?? null) : null
}

/** Types of routes that refuse on purpose. */
const refusing: readonly string[] = ['blackhole', 'unreachable', 'prohibit']

function refusedIn(address: string, host: Host | undefined): number | null {
  const namespaces = new Set((host?.facts.addresses ?? []).map(({ netns }) => netns))
  const found = [...namespaces].filter((netns) =>
    refusing.includes(host?.routeTo(netns, address)?.type ?? ''),
  )
  return found.length === 1 ? (found[0] ?? null) : null
}

/**
 * The namespace of a settled group that is known by nothing but its counters: the only one in which one that these drops
 * move gained as much. Global counters tell nothing.
 */
export function netnsByCounter(
  group: DropGroup,
  moved: readonly CounterRef[],
  counters: Counters | undefined,
): number | null {
  if (group.netns !== null || counters === undefined) return group.netns
  const names = new Set(moved.filter(({ netns }) => netns === null).map(({ name }) => name))
  const risen = counters.moved.filter((c) => c.netns !== null && c.delta > 0 && names.has(c.name))
  const exact = new Set(risen.filter((c) => c.delta === group.drops).map((c) => c.netns))
  if (exact.size === 1) return [...exact][0] ?? null
  const enough = new Set(risen.filter((c) => c.delta >= group.drops).map((c) => c.netns))
  return exact.size === 0 && enough.size === 1 ? ([...enough][0] ?? null) : null
}
