/** Addresses that may not be where they are. Kernels before 6.18 give no reason: the addresses tell. */
import type { Case } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import { isMulticast } from '../artifacts/host.js'
import { inPrefix } from './prefix.js'
import { isIpv4, isLoopbackAddress } from '../packets/packet-facts.js'

/** Where IPv4 input refuses after the route lookup. */
const sites = ['ip_rcv_finish_core', 'ip_rcv_finish', 'ip_route_input_slow', 'ip_route_input_noref']

export const isRouteInputDrop = (group: DropGroup): boolean =>
  isIpv4(group) && sites.includes(group.site)

/** Addresses nobody may send from: multicast, broadcast, 0/8, class E, loopback. */
export const isImpossibleSource = (address: string): boolean =>
  isMulticast(address) ||
  isLoopbackAddress(address) ||
  inPrefix(address, '0.0.0.0/8') ||
  inPrefix(address, '240.0.0.0/4')

/** IGMP and the like are sent without an address before the host has one; the kernel allows that for multicast. */
export const hasImpossibleSource = ({ flow }: DropGroup): boolean =>
  flow !== undefined &&
  isImpossibleSource(flow.src) &&
  !(inPrefix(flow.src, '0.0.0.0/8') && isMulticast(flow.dst))

export const isImpossibleDestination = (address: string): boolean =>
  isLoopbackAddress(address) ||
  inPrefix(address, '0.0.0.0/8') ||
  (inPrefix(address, '240.0.0.0/4') && address !== '255.255.255.255')

/** The loopback and unspecified addresses, and multicast of scope 0 (reserved) and 1 (interface-local): RFC 4291, 2.7. */
export const isImpossibleIpv6Destination = (address: string): boolean =>
  address === '::1' || address === '::' || /^ff[0-9a-f][01]:/i.test(address)

/** Where IPv6 input checks the addresses, before any route is looked up. */
export const ipv6InputSites: readonly string[] = ['ip6_rcv_core', 'ipv6_rcv']

/** 'fe80::99, ::1, ff02::1' */
export const sourcesOf = (found: Case): string =>
  [...new Set(found.groups.map((g) => g.flow?.src ?? ''))].slice(0, 3).join(', ')

export const martianSourceCounter = { netns: null, name: 'rt_cache:in_martian_src' } as const
export const martianDestinationCounter = { netns: null, name: 'rt_cache:in_martian_dst' } as const
