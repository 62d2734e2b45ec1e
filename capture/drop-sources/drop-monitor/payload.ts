import {
  locateNetwork,
  locatedOffset,
  locatedType,
  uint16,
} from '../../../session/packet/link-layer.js'
import { etherType, linkType } from '../../../session/packet/numbers.js'

/**
 * Which libpcap link type the payload of an alert starts with. The alert does not say: it begins where the MAC header
 * was set, and devices without one (tun, many tunnels) have it set to the network header. `originalLength` is that of
 * the packet from the same place on.
 */
export function payloadLink(
  payload: Uint8Array,
  protocol: number,
  originalLength: number,
): typeof linkType.ethernet | typeof linkType.raw {
  const located = locateNetwork(payload, 0, payload.length, linkType.ethernet)
  const ethernetType = located < 0 ? -1 : locatedType(located)
  // Most packets by far: the type in the frame is the skb's own.
  if (
    ethernetType === protocol &&
    isHeaderAt(payload, locatedOffset(located), protocol, originalLength)
  ) {
    return linkType.ethernet
  }
  return isHeaderAt(payload, 0, protocol, originalLength) && isIp(protocol)
    ? linkType.raw
    : linkType.ethernet
}

const isIp = (protocol: number): boolean =>
  protocol === etherType.ipv4 || protocol === etherType.ipv6

/** False if there is certainly no header of that protocol at that place. */
function isHeaderAt(
  payload: Uint8Array,
  at: number,
  protocol: number,
  originalLength: number,
): boolean {
  if (at >= payload.length) return !isIp(protocol)
  const first = payload[at] ?? 0
  if (protocol === etherType.ipv6) return first >> 4 === 6
  if (protocol !== etherType.ipv4) return true
  // A GSO packet longer than 64 KiB has a total length of 0.
  const isWithin = at + 4 > payload.length || uint16(payload, at + 2) <= originalLength - at
  return first >> 4 === 4 && (first & 15) >= 5 && isWithin
}
