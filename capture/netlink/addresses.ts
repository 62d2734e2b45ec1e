import { hexOf } from './attributes.js'

/** '192.0.2.1' from 4 bytes, canonical IPv6 text (RFC 5952) from 16, hexadecimal from anything else. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length === 16) return ipv6Text(bytes)
  return hexOf(bytes)
}

/** '02:00:00:00:00:01'; a tunnel's link-layer address of 4 or 16 bytes is written as an IP address, as ip(8) does. */
export function linkAddressText(bytes: Uint8Array): string {
  if (bytes.length === 4 || bytes.length === 16) return addressText(bytes)
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0),
  )
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join('.')}`
  }
  const { start, length } = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** The first of the longest runs of zero groups. */
function longestZeroRun(groups: readonly number[]): {
  readonly start: number
  readonly length: number
} {
  let best = { start: 0, length: 0 }
  let start = 0
  let length = 0
  for (const [index, group] of groups.entries()) {
    if (group !== 0) {
      length = 0
      continue
    }
    if (length === 0) start = index
    length += 1
    if (length > best.length) best = { start, length }
  }
  return best
}
