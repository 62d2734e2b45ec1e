/** Rewrites what ICMP, ICMPv6 and IGMP messages carry. `at` is where the message begins; all is in place. */
import type { AddressRedaction } from './redact-address.js'
import { replaceAddress } from './redact-headers.js'

const icmpRedirect = 5
/** RFC 4861: router solicitation 133 to redirect 137; RFC 2710: MLD 130 to 132. */
const neighbourSolicitation = 135
const redirect = 137
const mldQuery = 130
const mldDone = 132
/** Bytes of fixed fields before the options. */
const optionsAfter: Readonly<Record<number, number>> = {
  133: 8,
  134: 16,
  135: 24,
  136: 24,
  137: 40,
}

/** The gateway of an IPv4 redirect stands where echo has identifier and sequence. */
export function redactIcmpRest(
  bytes: Uint8Array,
  at: number,
  type: number,
  addresses: AddressRedaction,
): void {
  if (type === icmpRedirect) replaceAddress(bytes, at + 4, 4, addresses)
}

/** Neighbour discovery and MLD. Returns where what was not understood begins. */
export function redactIcmpv6Body(
  bytes: Uint8Array,
  at: number,
  type: number,
  end: number,
  addresses: AddressRedaction,
): number {
  if (type >= mldQuery && type <= mldDone) {
    replaceAddress(bytes, at + 8, 16, addresses)
    return at + 24
  }
  const options = optionsAfter[type]
  if (options === undefined) return at + 8
  if (type >= neighbourSolicitation) replaceAddress(bytes, at + 8, 16, addresses)
  if (type === redirect) replaceAddress(bytes, at + 24, 16, addresses)
  return redactOptions(bytes, at + options, end, addresses)
}

/** Link-layer addresses (1, 2), prefixes (3) and the MTU (5); any other is zeroed but for its type and length. */
function redactOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  addresses: AddressRedaction,
): number {
  let at = start
  while (at + 8 <= end) {
    const type = bytes[at] ?? 0
    const length = (bytes[at + 1] ?? 0) * 8
    if (length === 0) return at
    const after = Math.min(end, at + length)
    if (type === 1 || type === 2) {
      replaceAddress(bytes, at + 2, 6, addresses)
      bytes.fill(0, Math.min(after, at + 8), after)
    } else if (type === 3 && at + 32 <= after) {
      replaceAddress(bytes, at + 16, 16, addresses)
    } else if (type !== 5) bytes.fill(0, at + 2, after)
    at = after
  }
  return at
}

/** IGMP: queries, reports and leaves of versions 1 and 2 name their group; the records of version 3 are left out. */
export function redactIgmp(bytes: Uint8Array, at: number, addresses: AddressRedaction): number {
  replaceAddress(bytes, at + 4, 4, addresses)
  return at + 8
}
