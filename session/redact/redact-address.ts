/** Pseudonyms of IP and MAC addresses, as bytes and as text. Kinds of addresses stay what they are. */
import ipaddr from 'ipaddr.js'
import { addressText, macText } from '../packet/address-text.js'
import { PrefixPermutation } from './prefix-permutation.js'
import type { RedactionKey } from './redaction-key.js'
import {
  ipv4Mapped,
  ipv4Special,
  ipv4Translated,
  ipv6Special,
  isNamedGroup,
  keptBits,
  macSpecial,
} from './special-prefixes.js'

/** A spoofed flood has millions of addresses; beyond this the oldest answers are computed again. */
const maxKnown = 200_000
const macPattern = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i
export class AddressRedaction {
  readonly #ipv4: PrefixPermutation
  readonly #ipv6: PrefixPermutation
  readonly #mac: PrefixPermutation
  readonly #known = new Map<string, string>()

  constructor(key: RedactionKey) {
    this.#ipv4 = new PrefixPermutation(key.of('ipv4'))
    this.#ipv6 = new PrefixPermutation(key.of('ipv6'))
    this.#mac = new PrefixPermutation(key.of('mac'))
  }

  /** 4, 6 or 16 bytes: an IPv4, MAC or IPv6 address; of any other length zeros. */
  bytes(address: Uint8Array): Uint8Array {
    const name = Buffer.from(address).toString('latin1')
    const known = this.#known.get(name)
    if (known !== undefined) return Buffer.from(known, 'latin1')
    const made = this.#redacted(address)
    if (this.#known.size >= maxKnown) this.#known.clear()
    this.#known.set(name, Buffer.from(made).toString('latin1'))
    return made
  }

  /** Canonical text of the pseudonym, with `/bits` where it was given; undefined if it is no address. */
  text(text: string): string | undefined {
    if (macPattern.test(text))
      return macText(this.bytes(Buffer.from(text.replaceAll(':', ''), 'hex')), 0)
    const [, address = '', zone = '', bits] = /^([^%/]*)(%[^/]*)?(?:\/(\d{1,3}))?$/.exec(text) ?? []
    // ipaddr.js reads '10' and '0x0a' as addresses too
    if (zone !== '' || !isPlain(address)) return undefined
    const redacted = this.bytes(Uint8Array.from(ipaddr.parse(address).toByteArray()))
    if (bits === undefined) return addressText(redacted)
    return `${addressText(cleared(redacted, Number(bits), hasHostBits(address, Number(bits))))}/${bits}`
  }

  #redacted(address: Uint8Array): Uint8Array {
    if (address.length === 4) return this.#redactedIpv4(address)
    if (address.length === 6) return this.#redactedMac(address)
    return address.length === 16 ? this.#redactedIpv6(address) : new Uint8Array(address.length)
  }

  #redactedIpv4(address: Uint8Array): Uint8Array {
    const first = address[0] ?? 0
    // loopback addresses say nothing of a host
    if (first === 127) return Uint8Array.from(address)
    if (first >> 4 !== 14) return this.#ipv4.permute(address, keptBits(address, ipv4Special))
    return Uint8Array.from([first, ...this.#ipv4Group(address.subarray(1))])
  }

  /** The low 23 bits of a group, which are also those of its MAC address. The bit above stays. */
  #ipv4Group(low: Uint8Array): Uint8Array {
    const high = (low[0] ?? 0) & 0x80
    const mac = Uint8Array.from([1, 0, 0x5e, (low[0] ?? 0) & 0x7f, ...low.subarray(1)])
    if (isNamedGroup(mac)) return Uint8Array.from(low)
    const permuted = this.#mac.permute(mac, keptBits(mac, macSpecial))
    return Uint8Array.from([high | (permuted[3] ?? 0), ...permuted.subarray(4)])
  }

  #redactedIpv6(address: Uint8Array): Uint8Array {
    if (address[0] === 0xff) return this.#ipv6Multicast(address)
    const isEmbedded = [ipv4Mapped, ipv4Translated].some(({ bytes }) =>
      bytes.every((byte, i) => address[i] === byte),
    )
    if (isEmbedded)
      return Uint8Array.from([...address.subarray(0, 12), ...this.bytes(address.subarray(12))])
    // :: and ::1
    if (address.subarray(0, 15).every((b) => b === 0) && (address[15] ?? 0) < 2)
      return Uint8Array.from(address)
    return this.#ipv6.permute(address, keptBits(address, ipv6Special))
  }

  /** Flags and scope stay; the low 32 bits are those of the MAC address 33:33:…. */
  #ipv6Multicast(address: Uint8Array): Uint8Array {
    const middle = address.subarray(2, 12)
    const isPlainGroup = middle.subarray(0, 9).every((b) => b === 0) && (middle[9] ?? 0) < 2
    const hidden = isPlainGroup ? middle : this.#ipv6.permute(address, 16).subarray(2, 12)
    return Uint8Array.from([
      ...address.subarray(0, 2),
      ...hidden,
      ...this.#ipv6Group(address.subarray(12)),
    ])
  }

  #ipv6Group(low: Uint8Array): Uint8Array {
    const mac = Uint8Array.from([0x33, 0x33, ...low])
    if (isNamedGroup(mac)) return Uint8Array.from(low)
    return this.#mac.permute(mac, keptBits(mac, macSpecial)).subarray(2)
  }

  #redactedMac(mac: Uint8Array): Uint8Array {
    if (mac.every((b) => b === 0) || mac.every((b) => b === 0xff)) return Uint8Array.from(mac)
    // bridges, LLDP and PAUSE (IEEE 802.1Q table 8-1)
    if (mac[0] === 0x01 && mac[1] === 0x80 && mac[2] === 0xc2) return Uint8Array.from(mac)
    if (mac[0] === 0x33 && mac[1] === 0x33)
      return Uint8Array.from([0x33, 0x33, ...this.#ipv6Group(mac.subarray(2))])
    if (mac[0] === 0x01 && mac[1] === 0 && mac[2] === 0x5e && (mac[3] ?? 0) < 0x80)
      return Uint8Array.from([1, 0, 0x5e, ...this.#ipv4Group(mac.subarray(3))])
    const permuted = this.#mac.permute(mac, 0)
    // group and local bit: IEEE 802 §8.2
    permuted[0] = ((permuted[0] ?? 0) & 0xfc) | ((mac[0] ?? 0) & 3)
    return permuted
  }
}

const isPlain = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text)
    ? ipaddr.IPv4.isValidFourPartDecimal(text)
    : text.includes(':') && ipaddr.IPv6.isValid(text)

const bytesOf = (text: string): Uint8Array => Uint8Array.from(ipaddr.parse(text).toByteArray())

function hasHostBits(address: string, bits: number): boolean {
  const bytes = bytesOf(address)
  return bytes.some((byte, i) => (byte & ~networkMask(bits, i)) !== 0)
}

const networkMask = (bits: number, byte: number): number =>
  (0xff00 >> Math.min(8, Math.max(0, bits - byte * 8))) & 0xff

/** A network stays one: '10.0.0.0/8' has no host bits, '10.1.2.3/8' has. */
const cleared = (bytes: Uint8Array, bits: number, keepsHostBits: boolean): Uint8Array =>
  keepsHostBits ? bytes : bytes.map((byte, i) => byte & networkMask(bits, i))
