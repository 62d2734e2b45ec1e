import { ipProtocolName } from '../session/packet/numbers.js'
import type { DropGroup } from './group.js'
import { acceptsAddress, type Host, type Sockets } from './host.js'

/**
 * Packets freed from a socket's queue have neither device nor socket left (skb->dev is reused there), so the
 * kernel side cannot tell their namespace. The destination can, if one namespace alone has that address, or
 * a socket for it.
 */
export function inferNetns(
  group: DropGroup,
  host: Host | undefined,
  sockets: Sockets | undefined,
): number | null {
  const { netns, flow } = group
  if (netns !== null || flow === undefined || flow.family === 0) return netns
  const withAddress = new Set(
    (host?.facts.addresses ?? []).filter((a) => a.address === flow.dst).map((a) => a.netns),
  )
  if (withAddress.size === 1) return [...withAddress][0] ?? null
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
