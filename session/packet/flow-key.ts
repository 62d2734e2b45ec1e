import { ipv4Text, ipv6Text, macText } from './address-text.js'
import { extensionLength, isIpv6Extension } from './decode-network.js'
import { hasPorts } from './decode-transport.js'
import { locateNetwork, locatedOffset, locatedType, uint16 } from './link-layer.js'
import { etherType, ipProtocol } from './numbers.js'

/**
 * A flow in ten 32-bit words, for the hot path: nothing is allocated per packet.
 * 0: EtherType << 16 | family << 8 | proto; 1: source port << 16 | destination port (ICMP: type, code);
 * 2 … 5: source, 6 … 9: destination: IPv6 in four words, IPv4 in the first, MAC in the first two.
 */
export const flowKeyWords = 10

/** Writes the flow key of the packet of `captured` bytes at `offset`. What a cut-short packet does not tell stays 0. */
export function readFlowKey(
  bytes: Uint8Array,
  offset: number,
  captured: number,
  link: number,
  key: Uint32Array,
  at = 0,
): void {
  const end = Math.min(bytes.length, offset + captured)
  const located = locateNetwork(bytes, offset, end, link)
  if (located < 0) return clear(key, at)
  const network = locatedOffset(located)
  const type = locatedType(located)
  if (readIpFlowKey(bytes, network, type, end, key, at)) return
  clear(key, at)
  key[at] = type << 16
  if (link === 1) readMacs(bytes, offset, key, at)
}

/** As `readFlowKey`, for a network header that `locateNetwork` has found; false, and no key, for what is not IP. */
export function readIpFlowKey(
  bytes: Uint8Array,
  network: number,
  type: number,
  end: number,
  key: Uint32Array,
  at = 0,
): boolean {
  const isV4 = type === etherType.ipv4 && network + 20 <= end
  if (!isV4 && (type !== etherType.ipv6 || network + 40 > end)) return false
  clear(key, at)
  if (isV4) readIpv4(bytes, network, end, key, at)
  else readIpv6(bytes, network, end, key, at)
  return true
}

/** A loop: TypedArray.fill costs more than ten words are worth. */
function clear(key: Uint32Array, at: number): void {
  for (let i = at; i < at + flowKeyWords; i++) key[i] = 0
}

function readIpv4(bytes: Uint8Array, ip: number, end: number, key: Uint32Array, at: number): void {
  const proto = bytes[ip + 9] ?? 0
  key[at] = (etherType.ipv4 << 16) | (4 << 8) | proto
  key[at + 2] = word(bytes, ip + 12)
  key[at + 6] = word(bytes, ip + 16)
  const headerLength = ((bytes[ip] ?? 0) & 0x0f) * 4
  const laterFragment = (uint16(bytes, ip + 6) & 0x1fff) !== 0
  if (headerLength >= 20 && !laterFragment) {
    key[at + 1] = readPorts(bytes, ip + headerLength, end, proto)
  }
}

function readIpv6(bytes: Uint8Array, ip: number, end: number, key: Uint32Array, at: number): void {
  for (let i = 0; i < 4; i++) {
    key[at + 2 + i] = word(bytes, ip + 8 + i * 4)
    key[at + 6 + i] = word(bytes, ip + 24 + i * 4)
  }
  let next = bytes[ip + 6] ?? 0
  let header = ip + 40
  let laterFragment = false
  while (isIpv6Extension(next) && header + 8 <= end && !laterFragment) {
    laterFragment = next === ipProtocol.fragment && (uint16(bytes, header + 2) & 0xfff8) !== 0
    const length = extensionLength(bytes, header, next)
    next = bytes[header] ?? 0
    header += length
  }
  key[at] = (etherType.ipv6 << 16) | (6 << 8) | next
  if (!laterFragment) key[at + 1] = readPorts(bytes, header, end, next)
}

function readPorts(bytes: Uint8Array, header: number, end: number, proto: number): number {
  if (hasPorts(proto)) return header + 4 <= end ? word(bytes, header) : 0
  if (proto !== ipProtocol.icmp && proto !== ipProtocol.icmpv6) return 0
  return header + 2 <= end ? ((bytes[header] ?? 0) << 16) | (bytes[header + 1] ?? 0) : 0
}

function readMacs(bytes: Uint8Array, frame: number, key: Uint32Array, at: number): void {
  key[at + 2] = word(bytes, frame + 6)
  key[at + 3] = uint16(bytes, frame + 10) << 16
  key[at + 6] = word(bytes, frame)
  key[at + 7] = uint16(bytes, frame + 4) << 16
}

const word = (bytes: Uint8Array, at: number): number =>
  (uint16(bytes, at) << 16) | uint16(bytes, at + 2)

/** A flow key as the columns of table `flow`. */
export interface FlowTuple {
  readonly protocol: number
  readonly family: number
  readonly proto: number
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
}

export function flowTuple(key: Uint32Array, at = 0): FlowTuple {
  const kind = key[at] ?? 0
  const ports = key[at + 1] ?? 0
  const family = (kind >>> 8) & 0xff
  return {
    protocol: kind >>> 16,
    family,
    proto: kind & 0xff,
    src: flowAddress(key, at + 2, family),
    sport: ports >>> 16,
    dst: flowAddress(key, at + 6, family),
    dport: ports & 0xffff,
  }
}

function flowAddress(key: Uint32Array, at: number, family: number): string {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < 4; i++) view.setUint32(i * 4, key[at + i] ?? 0)
  if (family === 4) return ipv4Text(bytes)
  if (family === 6) return ipv6Text(bytes)
  const isEmpty = key[at] === 0 && key[at + 1] === 0
  return isEmpty ? '' : macText(bytes, 0)
}
