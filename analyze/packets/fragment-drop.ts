/** Freed where fragments are put together, without a reason: do they not fit, or is there no room? */
import type { Counters } from '../artifacts/counters.js'
import type { DropGroup, DropSample } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { allSamples, isIpv6 } from './packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'

const sites = [
  'ip_defrag',
  'ip_frag_queue',
  'ipv6_frag_rcv',
  'ip6_frag_queue',
  'nf_ct_frag6_gather',
]

interface Recorded {
  readonly counters: Counters | undefined
  readonly host: Host | undefined
}

export function fragmentFate(
  group: DropGroup,
  { counters, host }: Recorded,
): 'unfit' | 'memory' | undefined {
  if (!noReason.includes(group.reason) || !sites.includes(group.site)) return undefined
  if (isMalformedFragment(group)) return 'unfit'
  if (areLoneFirsts(group)) return 'memory'
  // IPv6 has no counter of overlaps
  if (isIpv6(group)) return isMemoryFull(group, counters, host) ? 'memory' : 'unfit'
  return counters?.delta(group.netns, 'netstat:IpExt.ReasmOverlaps') === 0 ? 'memory' : 'unfit'
}

/** First fragments of as many datagrams: there was nothing that they could overlap. */
function areLoneFirsts({ samples }: DropGroup): boolean {
  const ids = samples.map(firstFragmentId)
  return ids.length > 1 && !ids.includes(undefined) && new Set(ids).size === ids.length
}

function firstFragmentId({ headers }: DropSample): number | undefined {
  const { ipv4, ipv6 } = headers ?? {}
  if (ipv6?.fragment !== undefined) return ipv6.fragment.offset === 0 ? ipv6.fragment.id : undefined
  return ipv4?.moreFragments === true && ipv4.fragmentOffset === 0 ? ipv4.id : undefined
}

/** No new datagram is begun while fragments hold more than this; they hold it until they time out. */
function isMemoryFull(
  { netns }: DropGroup,
  counters: Counters | undefined,
  host: Host | undefined,
): boolean {
  const limit = Number(host?.sysctl(netns, 'net.ipv6.ip6frag_high_thresh') ?? Infinity)
  let level = 0
  let highest = 0
  const steps = counters?.get(netns, 'sockstat6:FRAG6.memory')?.steps ?? []
  for (let i = 1; i < steps.length; i += 2) {
    level += steps[i] ?? 0
    highest = Math.max(highest, level)
  }
  return highest >= limit
}

/**
 * All fragments but the last are multiples of 8 bytes, and none ends beyond 64 KiB (RFC 8200 4.5). Linux refuses the latter
 * over IPv6 only: IPv4 sees it when the datagram is whole.
 */
export const isMalformedFragment = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    const { ipv4, ipv6 } = headers ?? {}
    if (ipv4 !== undefined)
      return ipv4.moreFragments && (ipv4.totalLength - ipv4.headerLength) % 8 !== 0
    if (ipv6?.fragment === undefined) return undefined
    const { more, offset } = ipv6.fragment
    const end = offset + ipv6.payloadLength - fragmentHeaderLength
    return (more && ipv6.payloadLength % 8 !== 0) || end > longestPayload
  }) ?? false

const fragmentHeaderLength = 8
const longestPayload = 0xffff
