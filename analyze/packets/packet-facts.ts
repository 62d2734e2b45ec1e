/** Questions about the packets of a group, answered from its flow and its samples. */
import { etherType, ipProtocol } from '../../session/packet/numbers.js'
import type { DropGroup } from '../artifacts/group.js'
import { isMulticast } from '../artifacts/host.js'
import { inPrefix } from '../routes/prefix.js'

export const isIpv6 = (group: DropGroup): boolean => familyOf(group) === 6

export const isIpv4 = (group: DropGroup): boolean => familyOf(group) === 4

/** By flow, by EtherType, or, where the source tells neither (NET_DM's summary mode), by the site. */
function familyOf(group: DropGroup): number | undefined {
  if (group.flow !== undefined) return group.flow.family
  if (group.protocol === etherType.ipv4) return 4
  if (group.protocol === etherType.ipv6) return 6
  return group.protocol === 0 ? familyOfSite(group.site) : undefined
}

/**
 * IP version that a kernel function is for, by its name; undefined if it serves both. Sockets of IPv6 hold IPv4 datagrams
 * too: where they are read or closed, the name tells nothing.
 */
export function familyOfSite(site: string): 4 | 6 | undefined {
  if (/recvmsg|destruct|mapped/.test(site)) return undefined
  const words = site.replace(/\..*/, '').split('_')
  if (words.some((word) => /^([a-z]*v|[a-z]+)6$|^ip6|^frag6|^ndisc$|^addrconf$|^mld$/.test(word)))
    return 6
  const first = words.find((word) => word !== '')
  if (words.includes('v4') || words.includes('udp4') || words.includes('ipv4')) return 4
  if (/^(ip|ipt|icmp|igmp|ipgre|ipip|raw|arp|arpt)$/.test(first ?? '')) return 4
  return /^_*udp_(queue_)?rcv/.test(site) ? 4 : undefined
}

export const isUdp = (group: DropGroup): boolean =>
  [ipProtocol.udp, ipProtocol.udplite].some((proto) => proto === ipProtocolOf(group))

export const isTcp = (group: DropGroup): boolean => ipProtocolOf(group) === ipProtocol.tcp

/**
 * Where the flow was not kept (the flow map was full, or the source has none) the function that freed the
 * packet tells, or else the samples if they agree. undefined if nothing does.
 */
function ipProtocolOf(group: DropGroup): number | undefined {
  if (group.flow !== undefined) return group.flow.proto
  if (/^_*udp/.test(group.site)) return ipProtocol.udp
  if (/^_*(tcp_|cookie_v)/.test(group.site)) return ipProtocol.tcp
  const seen = new Set(group.samples.map((s) => s.headers?.proto).filter((p) => p !== undefined))
  return seen.size === 1 ? [...seen][0] : undefined
}

export const toMulticast = (group: DropGroup): boolean =>
  group.flow !== undefined && isMulticast(group.flow.dst)

export const isLoopbackAddress = (address: string): boolean =>
  inPrefix(address, '127.0.0.0/8') || address === '::1'

/** All samples that can tell agree; undefined if none can. */
export function allSamples(
  group: DropGroup,
  ask: (sample: DropGroup['samples'][number]) => boolean | undefined,
): boolean | undefined {
  const answers = group.samples.map(ask).filter((a) => a !== undefined)
  return answers.length === 0 ? undefined : answers.every((a) => a)
}

/** In a frame to a broadcast or multicast MAC address (PACKET_BROADCAST 1, PACKET_MULTICAST 2), as far as the samples tell. */
export const isInGroupFrame = (group: DropGroup): boolean =>
  allSamples(group, (s) => s.packetType === 1 || s.packetType === 2) ?? false

/** Made on this host, as far as the samples tell: it came in on no interface. */
export const isLocallySent = (group: DropGroup): boolean =>
  allSamples(group, (s) => s.incomingIfindex === 0) ?? false

/** Incoming interface, 0 if none or not known. */
export const incomingInterface = (group: DropGroup): number =>
  group.samples.find((s) => s.incomingIfindex !== 0)?.incomingIfindex ?? group.ifindex
