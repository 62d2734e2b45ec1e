/** What the causes of packets that are for somebody else share. */
import type { Case, Names } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import { isMulticast, type Host } from '../artifacts/host.js'
import { inPrefix } from './prefix.js'
import { incomingInterface } from '../packets/packet-facts.js'

/** '192.0.2.1', '192.0.2.1 and 192.0.2.7', '192.0.2.1 and 5 more addresses' */
export function destinationsOf(found: Case): string {
  const drops = new Map<string, number>()
  for (const { flow, drops: n } of found.groups) {
    if (flow !== undefined && flow.dst !== '') drops.set(flow.dst, (drops.get(flow.dst) ?? 0) + n)
  }
  const addresses = [...drops].sort((a, b) => b[1] - a[1]).map(([address]) => address)
  if (addresses.length === 0) return 'an unknown address'
  if (addresses.length <= 2) return addresses.join(' and ')
  return `${addresses[0] ?? ''} and ${addresses.length - 1} more addresses`
}

/** 0.0.0.0/8, 127.0.0.0/8 and the reserved class E are nobody's: such a packet is a martian. */
export const isUnroutableDestination = (group: DropGroup): boolean =>
  ['0.0.0.0/8', '127.0.0.0/8', '240.0.0.0/4'].some((prefix) =>
    inPrefix(group.flow?.dst ?? '', prefix),
  ) && group.flow?.dst !== '255.255.255.255'

export function forwardingSetting(found: Case, names: Names): string {
  const [group] = found.groups
  const device =
    group === undefined ? '' : names.interface(group.netns, incomingInterface(group), group.fromNs)
  return `net.ipv4.conf.${device === '' ? 'all' : device}.forwarding`
}

/** What ip6_forward asks; conf.IFACE.forwarding only says whether that interface acts as a router's (advertisements). */
export const ipv6ForwardingSetting = 'net.ipv6.conf.all.forwarding'

/**
 * undefined where the setting was not recorded. Since 6.17 net.ipv6.conf.IFACE.force_forwarding lets through what came in by
 * that interface, whatever the setting for all says.
 */
export function isIpv6ForwardingOff(
  group: DropGroup,
  host: Host | undefined,
  names: Names,
): boolean | undefined {
  const device = names.interface(group.netns, incomingInterface(group), group.fromNs)
  const isForced = wasOff(host, group.netns, [`net.ipv6.conf.${device}.force_forwarding`]) === false
  return isForced ? false : wasOff(host, group.netns, [ipv6ForwardingSetting])
}

/** net.ipv4.conf.DEVICE.forwarding on the way in, or net.ipv4.ip_forward; undefined where neither was recorded. */
export function isIpv4ForwardingOff(
  group: DropGroup,
  host: Host | undefined,
  names: Names,
): boolean | undefined {
  const device = names.interface(group.netns, incomingInterface(group), group.fromNs)
  return wasOff(host, group.netns, [`net.ipv4.conf.${device}.forwarding`, 'net.ipv4.ip_forward'])
}

/** By the first of the settings that was recorded; one that was changed meanwhile may have been off when it mattered. */
function wasOff(
  host: Host | undefined,
  netns: number | null,
  settings: readonly string[],
): boolean | undefined {
  const values = settings
    .map((name) => host?.sysctlValues(netns, name) ?? [])
    .find((each) => each.length > 0)
  return values?.includes('0')
}

export const isForOthers = (group: DropGroup): boolean =>
  group.flow !== undefined && !isMulticast(group.flow.dst)
