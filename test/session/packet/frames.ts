import { onesComplementSum } from '../../../session/packet/checksum.js'

/** Builds real frames for tests: checksums are right unless a test damages them. */

export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replace(/[^0-9a-f]/gi, '').match(/../g) ?? [], (byte) => parseInt(byte, 16))

export const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))

const be16 = (value: number): readonly number[] => [(value >> 8) & 0xff, value & 0xff]

const be32 = (value: number): readonly number[] => [
  ...be16(Math.floor(value / 65536)),
  ...be16(value % 65536),
]

export const ethernet = (type: number, payload: Uint8Array, tags: readonly number[] = []) =>
  joined(
    bytesOf('02 00 00 00 00 02  02 00 00 00 00 01'),
    Uint8Array.from([...tags.flatMap((id) => [...be16(0x8100), ...be16(id)]), ...be16(type)]),
    payload,
  )

export interface Ipv4Fields {
  readonly proto: number
  readonly payload: Uint8Array
  readonly ttl?: number
  readonly options?: Uint8Array
  /** Flags and offset field as on the wire. */
  readonly fragment?: number
}

export const srcV4 = bytesOf('c0 00 02 01')
export const dstV4 = bytesOf('c0 00 02 02')

export function ipv4({ proto, payload, ttl = 64, options, fragment = 0x4000 }: Ipv4Fields) {
  const words = 5 + (options?.length ?? 0) / 4
  const header = joined(
    Uint8Array.from([0x40 | words, 0, ...be16(words * 4 + payload.length), ...be16(7)]),
    Uint8Array.from([...be16(fragment), ttl, proto, 0, 0]),
    srcV4,
    dstV4,
    options ?? new Uint8Array(0),
  )
  header.set(be16(~onesComplementSum(header, 0, header.length) & 0xffff), 10)
  return joined(header, payload)
}

export const srcV6 = bytesOf('2001 0db8 0000 0000 0000 0000 0000 0001')
export const dstV6 = bytesOf('2001 0db8 0000 0000 0000 0000 0000 0002')

export const ipv6 = (next: number, payload: Uint8Array) =>
  joined(Uint8Array.from([0x60, 0, 0, 0, ...be16(payload.length), next, 64]), srcV6, dstV6, payload)

const pseudoSum = (family: 4 | 6, proto: number, length: number): number => {
  const addresses = family === 4 ? joined(srcV4, dstV4) : joined(srcV6, dstV6)
  return onesComplementSum(addresses, 0, addresses.length, proto + length)
}

function summed(segment: Uint8Array, at: number, start: number): Uint8Array {
  const whole = Uint8Array.from(segment)
  whole.set(be16(~onesComplementSum(whole, 0, whole.length, start) & 0xffff), at)
  return whole
}

export const udp = (family: 4 | 6, sport: number, dport: number, data: Uint8Array) =>
  summed(
    joined(Uint8Array.from([...be16(sport), ...be16(dport), ...be16(8 + data.length), 0, 0]), data),
    6,
    pseudoSum(family, 17, 8 + data.length),
  )

export const tcp = (
  family: 4 | 6,
  flags: number,
  data: Uint8Array,
  options: Uint8Array = new Uint8Array(0),
) =>
  summed(
    joined(
      Uint8Array.from([...be16(4000), ...be16(80), ...be32(1000), ...be32(2000)]),
      Uint8Array.from([((20 + options.length) / 4) << 4, flags, ...be16(512), 0, 0, 0, 0]),
      options,
      data,
    ),
    16,
    pseudoSum(family, 6, 20 + options.length + data.length),
  )

export const icmp = (type: number, code: number, rest: number, data: Uint8Array) =>
  summed(joined(Uint8Array.from([type, code, 0, 0, ...be32(rest)]), data), 2, 0)

export const icmpv6 = (type: number, code: number, rest: number, data: Uint8Array) =>
  summed(
    joined(Uint8Array.from([type, code, 0, 0, ...be32(rest)]), data),
    2,
    pseudoSum(6, 58, 8 + data.length),
  )

export const arpRequest = bytesOf(
  '0001 0800 06 04 0001  02 00 00 00 00 01 c0000201  00 00 00 00 00 00 c0000202',
)

/** mulberry32: the same bytes in every run. */
export function randomBytes(seed: number, length: number): Uint8Array {
  let state = seed >>> 0
  return Uint8Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) & 0xff
  })
}

const text = new TextEncoder().encode('hello drops')

/** One frame of each kind, with an Ethernet header. */
export const samples = {
  udp4: ethernet(0x0800, ipv4({ proto: 17, payload: udp(4, 4000, 53, text) })),
  udp6: ethernet(0x86dd, ipv6(17, udp(6, 4000, 53, text))),
  syn: ethernet(
    0x0800,
    ipv4({ proto: 6, payload: tcp(4, 0x02, new Uint8Array(0), bytesOf('02 04 05 b4')) }),
  ),
  tcp6: ethernet(0x86dd, ipv6(6, tcp(6, 0x18, text))),
  vlan: ethernet(0x0800, ipv4({ proto: 17, payload: udp(4, 4000, 53, text) }), [100]),
  qinq: ethernet(0x86dd, ipv6(17, udp(6, 4000, 53, text)), [200, 100]),
  ping: ethernet(0x0800, ipv4({ proto: 1, payload: icmp(8, 0, 0x00050001, text) })),
  ping6: ethernet(0x86dd, ipv6(58, icmpv6(128, 0, 0x00050001, text))),
  unreachable: ethernet(
    0x0800,
    ipv4({
      proto: 1,
      payload: icmp(3, 3, 0, ipv4({ proto: 17, payload: udp(4, 4000, 53, text) })),
    }),
  ),
  options: ethernet(
    0x0800,
    ipv4({ proto: 17, payload: udp(4, 4000, 53, text), options: bytesOf('94 04 00 00') }),
  ),
  firstFragment: ethernet(
    0x0800,
    ipv4({ proto: 17, payload: udp(4, 4000, 53, text), fragment: 0x2000 }),
  ),
  laterFragment: ethernet(0x0800, ipv4({ proto: 17, payload: text, fragment: 0x0002 })),
  hopByHop: ethernet(
    0x86dd,
    ipv6(0, joined(bytesOf('11 00 05 02 00 00 01 00'), udp(6, 4000, 53, text))),
  ),
  laterFragment6: ethernet(0x86dd, ipv6(44, joined(bytesOf('11 00 00 08 00 00 00 09'), text))),
  sctp: ethernet(
    0x0800,
    ipv4({ proto: 132, payload: bytesOf('0fa0 0035 00000000 00000000 01000014') }),
  ),
  gre: ethernet(0x0800, ipv4({ proto: 47, payload: bytesOf('0000 0800') })),
  arp: ethernet(0x0806, arpRequest),
  llc: ethernet(0x0003, bytesOf('42 42 03')),
  lldp: ethernet(0x88cc, bytesOf('0207 04 020000000001')),
} as const
