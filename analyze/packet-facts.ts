/** Questions about the packets of a group, answered from its flow and its samples. */
import { etherType, ipProtocol } from '../session/packet/numbers.js'
import type { DropGroup } from './group.js'
import { isMulticast } from './host.js'
import { inPrefix } from './prefix.js'

export const isIpv6 = (group: DropGroup): boolean =>
  group.flow === undefined ? group.protocol === etherType.ipv6 : group.flow.family === 6

export const isIpv4 = (group: DropGroup): boolean =>
  group.flow === undefined ? group.protocol === etherType.ipv4 : group.flow.family === 4

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

/** Made on this host, as far as the samples tell: it came in on no interface. */
export const isLocallySent = (group: DropGroup): boolean =>
  allSamples(group, (s) => s.incomingIfindex === 0) ?? false

/** Incoming interface, 0 if none or not known. */
export const incomingInterface = (group: DropGroup): number =>
  group.samples.find((s) => s.incomingIfindex !== 0)?.incomingIfindex ?? group.ifindex
