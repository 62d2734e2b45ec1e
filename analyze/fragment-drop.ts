/** Freed where fragments are put together, without a reason: do they not fit, or is there no room? */
import type { Counters } from './counters.js'
import type { DropGroup } from './group.js'
import { allSamples, isIpv6 } from './packet-facts.js'
import { noReason } from './reason-cause.js'

const sites = [
  'ip_defrag',
  'ip_frag_queue',
  'ipv6_frag_rcv',
  'ip6_frag_queue',
  'nf_ct_frag6_gather',
]

export function fragmentFate(
  group: DropGroup,
  counters: Counters | undefined,
): 'unfit' | 'memory' | undefined {
  if (!noReason.includes(group.reason) || !sites.includes(group.site)) return undefined
  if (isUnaligned(group)) return 'unfit'
  // IPv6 has no counter of overlaps
  if (isIpv6(group) || counters === undefined) return 'unfit'
  const overlaps = counters.delta(group.netns, 'netstat:IpExt.ReasmOverlaps')
  return overlaps === 0 ? 'memory' : 'unfit'
}

/** All fragments but the last are multiples of 8 bytes (RFC 791, RFC 8200 4.5). */
export const isUnaligned = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    const { ipv4, ipv6 } = headers ?? {}
    if (ipv4 !== undefined)
      return ipv4.moreFragments && (ipv4.totalLength - ipv4.headerLength) % 8 !== 0
    return ipv6?.fragment === undefined
      ? undefined
      : ipv6.fragment.more && ipv6.payloadLength % 8 !== 0
  }) ?? false
