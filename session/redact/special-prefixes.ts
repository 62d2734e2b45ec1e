/**
 * Prefixes that say what kind of address it is: an address keeps its kind, and no other becomes one of that kind
 * (IANA special-purpose registries, RFC 6890). Which causes apply depends on the kind: martians, multicast, broadcast.
 */
export interface SpecialPrefix {
  readonly bytes: readonly number[]
  readonly bits: number
}

const prefix = (bits: number, ...bytes: readonly number[]): SpecialPrefix => ({ bytes, bits })

/** Sorted out before: 127.0.0.0/8 and 224.0.0.0/4, see redact-address.ts. */
export const ipv4Special: readonly SpecialPrefix[] = [
  prefix(32, 0, 0, 0, 0),
  prefix(8, 0),
  prefix(8, 10),
  prefix(10, 100, 64),
  prefix(8, 127),
  prefix(16, 169, 254),
  prefix(12, 172, 16),
  prefix(16, 192, 168),
  prefix(4, 224),
  prefix(4, 240),
  prefix(32, 255, 255, 255, 255),
]

/** ::ffff:0:0/96 and 64:ff9b::/96 hold an IPv4 address. */
export const ipv4Mapped = prefix(96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)
export const ipv4Translated = prefix(96, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)

/** Sorted out before: ::/127, ::ffff:0:0/96, 64:ff9b::/96 and ff00::/8. */
export const ipv6Special: readonly SpecialPrefix[] = [
  prefix(127),
  prefix(96),
  ...[ipv4Mapped, ipv4Translated],
  prefix(3, 0x20),
  prefix(8, 0xfc),
  prefix(8, 0xfd),
  // interface identifiers differ, the 64 bits before are the same on every link
  prefix(64, 0xfe, 0x80, 0, 0, 0, 0, 0, 0),
  prefix(10, 0xfe, 0x80),
  prefix(8, 0xff),
]

/** Groups that standards name, by the MAC addresses they are sent to (RFC 1112 §6.4, RFC 2464 §7). */
const namedGroups: readonly SpecialPrefix[] = [
  // 224.0.0.0/24 and 224.0.1.0/24, and those that share their MACs
  prefix(39, 1, 0, 0x5e, 0, 0),
  // 239.255.255.250, SSDP
  prefix(48, 1, 0, 0x5e, 0x7f, 0xff, 0xfa),
  // ff02::1, ff02::fb, ff02::1:2 …
  prefix(31, 0x33, 0x33, 0, 0),
]

export const macSpecial: readonly SpecialPrefix[] = [
  ...namedGroups,
  prefix(25, 1, 0, 0x5e),
  // ff02::1:ffXX:XXXX holds the end of a host's address
  prefix(24, 0x33, 0x33, 0xff),
]

const bitOf = (bytes: ArrayLike<number>, bit: number): number =>
  ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1

/** Leading bits that `bytes` shares with the prefix, at most its length. */
function shared(bytes: Uint8Array, { bytes: wanted, bits }: SpecialPrefix): number {
  for (let bit = 0; bit < bits; bit++) if (bitOf(bytes, bit) !== bitOf(wanted, bit)) return bit
  return bits
}

/**
 * The bits of an address that stay: the longest special prefix that it lies in, and, so that no other address is
 * moved into one, all bits up to the first that tells it from those it does not lie in. Two addresses that
 * agree in their first n bits keep the same ones among those.
 */
export const keptBits = (bytes: Uint8Array, special: readonly SpecialPrefix[]): number =>
  special.reduce((most, each) => {
    const same = shared(bytes, each)
    return Math.max(most, same === each.bits ? same : same + 1)
  }, 0)

/** `mac`: where packets to the group are sent. */
export const isNamedGroup = (mac: Uint8Array): boolean =>
  namedGroups.some((group) => shared(mac, group) === group.bits)
