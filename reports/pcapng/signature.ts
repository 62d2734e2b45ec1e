import { etherType } from '../../session/packet/numbers.js'

/** Bytes of the transport header that count: ports, sequence numbers, lengths. */
const transportBytes = 20
const fnvPrime = 0x01000193

/**
 * A number that is the same for one packet wherever it is looked at on its way through this host: made from what the
 * kernel does not change between a capture and a drop. TTL, TOS and checksums are left out: forwarding, ECN and
 * checksum offload change them. Two different packets rarely have one (53 bits).
 *
 * `end` is where the bytes end. undefined where too little was kept to tell packets apart.
 */
export function packetSignature(
  bytes: Uint8Array,
  network: number,
  end: number,
  type: number,
): number | undefined {
  if (type === etherType.ipv4) return ipv4(bytes, network, end)
  if (type === etherType.ipv6) return ipv6(bytes, network, end)
  // ARP, LLDP and the like: all there is, as far as every view of it holds it.
  if (network + 8 > end) return undefined
  return hash(bytes, [network, Math.min(end, network + 28)], type)
}

function ipv4(bytes: Uint8Array, at: number, end: number): number | undefined {
  const headerLength = ((bytes[at] ?? 0) & 15) * 4
  if (headerLength < 20 || at + headerLength > end) return undefined
  const transport = at + headerLength
  const proto = bytes[at + 9] ?? 0
  // Later fragments have no transport header; their id and offset tell them apart.
  const isFirst = (((bytes[at + 6] ?? 0) & 0x1f) | (bytes[at + 7] ?? 0)) === 0
  return hash(
    bytes,
    // length, id, flags and offset; protocol; addresses
    [
      at + 2,
      at + 8,
      at + 9,
      at + 10,
      at + 12,
      at + 20,
      ...transportSpans(transport, end, isFirst ? proto : -1),
    ],
    4,
  )
}

function ipv6(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (at + 40 > end) return undefined
  const proto = bytes[at + 6] ?? 0
  // flow label is left out: some drivers and tunnels rewrite it
  return hash(bytes, [at + 4, at + 7, at + 8, at + 40, ...transportSpans(at + 40, end, proto)], 6)
}

/** Start and end of what counts, two by two; checksums left out. */
function transportSpans(at: number, end: number, proto: number): readonly number[] {
  const last = Math.min(end, at + transportBytes)
  if (proto === 6) return [at, Math.min(last, at + 16)]
  if (proto === 17) return [at, Math.min(last, at + 6), Math.min(last, at + 8), last]
  return [at, last]
}

function hash(bytes: Uint8Array, spans: readonly number[], seed: number): number {
  let low = 0x811c9dc5 ^ seed
  let high = 0x9747b28c ^ seed
  for (let span = 0; span + 1 < spans.length; span += 2) {
    const to = spans[span + 1] ?? 0
    for (let i = spans[span] ?? 0; i < to; i++) {
      const byte = bytes[i] ?? 0
      low = Math.imul(low ^ byte, fnvPrime)
      high = Math.imul(high ^ (byte + 0x55), 0x01000197)
    }
  }
  return (low >>> 0) * 2 ** 21 + ((high >>> 0) & 0x1fffff)
}
