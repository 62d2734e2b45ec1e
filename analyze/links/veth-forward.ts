/** veth hands a packet to its peer: the peer refuses if it is down, or if the packet is larger than it takes. */
import type { CounterRef, Names } from '../cause.js'
import { deviceCounters, transmitDropCounters } from '../ledger/device-counters.js'
import type { Counters } from '../artifacts/counters.js'
import type { DropGroup } from '../artifacts/group.js'
import { localSendCounters } from '../sockets/local-send.js'
import type { Host } from '../artifacts/host.js'
import { deviceOf, peerOf } from './link-state.js'
import { noReason } from '../attribution/reason-cause.js'

const sites = [
  '__dev_forward_skb2',
  '__dev_forward_skb',
  'dev_forward_skb',
  'veth_xmit',
  'veth_forward_skb',
  'loopback_xmit',
]

export const isVethRefusal = (group: DropGroup): boolean =>
  noReason.includes(group.reason) && sites.includes(group.site)

/** 14 bytes of Ethernet header and 4 of a VLAN tag may come on top of the MTU (is_skb_forwardable). */
export function exceedsPeerMtu(group: DropGroup, host: Host): boolean {
  const device = deviceOf(group, host)
  const peer = device === undefined ? undefined : peerOf(device, host, group.fromNs)
  return (
    peer !== undefined &&
    group.samples.length > 0 &&
    group.samples.every((s) => s.length > peer.mtu + 18)
  )
}

/** Both ends count the packet: the sender's tx_dropped, the peer's rx_dropped. */
export function vethCounters(
  group: DropGroup,
  host: Host | undefined,
  names: Names,
  counters: Counters | undefined,
): CounterRef[] {
  const device = host === undefined ? undefined : deviceOf(group, host)
  const peer =
    device === undefined || host === undefined ? undefined : peerOf(device, host, group.fromNs)
  // a packet that waited for ARP first is not told to its sender: then these show fewer than were dropped
  const told = localSendCounters(group)
    .filter((name) => (counters?.delta(group.netns, name) ?? 0) > 0)
    .map((name) => ({ netns: group.netns, name }))
  return [
    ...told,
    ...transmitDropCounters(group, names),
    ...(peer === undefined ? [] : deviceCounters(peer.netns, peer.name, 'rx')),
  ]
}
