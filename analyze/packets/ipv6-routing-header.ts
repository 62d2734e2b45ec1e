/** What kind of routing header a dropped packet carried. */
import { ipProtocol } from '../../session/packet/numbers.js'
import { extensionLength, isIpv6Extension } from '../../session/packet/decode-network.js'
import type { DropGroup, DropSample } from '../artifacts/group.js'
import { allSamples } from './packet-facts.js'

/** Segment routing (RFC 8754). ipv6_srh_rcv refuses it where seg6_enabled is off, and counts that nowhere. */
const segmentRouting = 4

export const isSegmentRouting = (group: DropGroup): boolean =>
  allSamples(group, (sample) => {
    const type = routingType(sample)
    return type === undefined ? undefined : type === segmentRouting
  }) ?? false

/** undefined if there is no routing header in the bytes that were kept. */
function routingType({ headers, head }: DropSample): number | undefined {
  if (headers?.ipv6 === undefined || headers.networkOffset < 0) return undefined
  let next = headers.ipv6.nextHeaders[0] ?? 0
  let at = headers.networkOffset + 40
  while (isIpv6Extension(next) && at + 8 <= head.length) {
    if (next === ipProtocol.routing) return head[at + 2]
    const length = extensionLength(head, at, next)
    next = head[at] ?? 0
    at += length
  }
  return undefined
}
