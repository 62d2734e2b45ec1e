/** Tunnels that cannot send: which of the counters of the device tells why? */
import type { Context, CounterRef } from '../cause.js'
import { noReason } from '../attribution/reason-cause.js'
import type { DropGroup } from '../artifacts/group.js'

/** Where tunnels free what they cannot send; compilers inline the last into the first. */
const sites = [
  'vxlan_xmit_one',
  'vxlan_xmit',
  'ip_tunnel_xmit',
  'ip_md_tunnel_xmit',
  'ipgre_xmit',
  'gre_tap_xmit',
  'ipip_tunnel_xmit',
  'sit_tunnel_xmit',
  'ipip6_tunnel_xmit',
  'ip6_tnl_xmit',
  'ip6_tnl_start_xmit',
  'ip6gre_tunnel_xmit',
  'geneve_xmit',
  'vti_tunnel_xmit',
]

export const isTunnelSendDrop = (group: DropGroup): boolean =>
  sites.includes(group.site) &&
  [...noReason, 'IP_OUTNOROUTES', 'NO_TX_TARGET'].includes(group.reason)

type Seen = Context<never, 'counters'>

const ofDevice = (group: DropGroup, { names }: Pick<Seen, 'names'>, field: string): CounterRef => ({
  netns: group.netns,
  name: `link:${names.interface(group.netns, group.ifindex, group.fromNs)}.${field}`,
})

/**
 * Tunnels count a route that leads into the tunnel itself as a collision, one that is not there as a carrier error.
 * undefined where neither counter rose, or both did and neither rose by as much as was dropped.
 */
export function tunnelTrouble(group: DropGroup, context: Seen): 'loop' | 'no route' | undefined {
  const gained = (field: string): number => {
    const { netns, name } = ofDevice(group, context, field)
    return context.counters?.delta(netns, name) ?? 0
  }
  const loops = gained('collisions')
  const unrouted = gained('tx_carrier_errors')
  if (loops > 0 && unrouted === 0) return 'loop'
  if (unrouted > 0 && loops === 0) return 'no route'
  if (loops === unrouted) return undefined
  return loops === group.drops ? 'loop' : unrouted === group.drops ? 'no route' : undefined
}

/** The counter that tells, and the sum of transmit errors where the device has it; /proc/net/dev shows the same. */
export function tunnelCounters(
  group: DropGroup,
  context: Seen,
  field: 'collisions' | 'tx_carrier_errors',
): readonly CounterRef[] {
  const device = context.names.interface(group.netns, group.ifindex, group.fromNs)
  const shown = field === 'collisions' ? 'tx_colls' : 'tx_carrier'
  return [
    ...[field, 'tx_errors'].map((name) => ofDevice(group, context, name)),
    ...[shown, 'tx_errs'].map((name) => ({ netns: group.netns, name: `dev:${device}.${name}` })),
  ].filter(({ netns, name }) => (context.counters?.delta(netns, name) ?? 0) > 0)
}
