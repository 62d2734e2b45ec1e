import { isIpv6Extension, extensionLength } from '../../session/packet/decode-network.js'
import { flowKeyWords, readIpFlowKey } from '../../session/packet/flow-key.js'
import {
  locateNetwork,
  locatedOffset,
  locatedType,
  uint16,
  uint32,
} from '../../session/packet/link-layer.js'
import { etherType, ipProtocol, linkType } from '../../session/packet/numbers.js'

/**
 * The fields of one packet that tell it from others. One object for millions of packets: `read` overwrites it and
 * allocates nothing. What the bytes do not tell is -1.
 */
export class PacketView {
  /** As `readFlowKey` writes it. */
  readonly key = new Uint32Array(flowKeyWords)
  bytes: Uint8Array = new Uint8Array(0)
  /** 4, 6, or 0 for what is not IP. */
  family = 0
  proto = 0
  network = -1
  transport = -1
  /** Where the packet ends by its IP header; it may have been captured shorter. */
  packetEnd = 0
  /** Where the bytes kept end. */
  end = 0
  /** IPv4 identification. */
  ipId = -1
  /** Hop limit. */
  ttl = 0
  seq = 0
  ack = 0
  flags = -1
  window = 0
  /** Bytes of TCP data. */
  dataLength = 0
  /** Checksum field of TCP, UDP or ICMP. */
  checksum = -1

  /** `end`: offset after the last byte kept. false = not IP. */
  read(bytes: Uint8Array, start: number, end: number, link: number): boolean {
    const located = locateNetwork(bytes, start, end, link)
    this.family = 0
    if (located < 0) return false
    const network = locatedOffset(located)
    const type = locatedType(located)
    if (!readIpFlowKey(bytes, network, type, end, this.key)) return false
    this.#readIp(bytes, network, end, type === etherType.ipv4)
    return true
  }

  /** As `read`, from an IP header on: the head of a drop, or what an ICMP error quotes. */
  readIp(bytes: Uint8Array, network: number, end: number): boolean {
    return this.read(bytes, network, end, linkType.raw)
  }

  #readIp(bytes: Uint8Array, network: number, end: number, isV4: boolean): void {
    this.bytes = bytes
    this.network = network
    this.end = end
    this.family = isV4 ? 4 : 6
    this.transport = -1
    this.flags = -1
    this.checksum = -1
    this.seq = 0
    this.ack = 0
    this.dataLength = 0
    if (isV4) {
      this.ipId = uint16(bytes, network + 4)
      this.ttl = bytes[network + 8] ?? 0
      this.proto = bytes[network + 9] ?? 0
      const total = uint16(bytes, network + 2)
      // 0 = a GSO packet beyond 64 KiB (BIG TCP): how long it is the header does not tell
      this.packetEnd = total === 0 ? end : network + total
      if ((uint16(bytes, network + 6) & 0x1fff) === 0)
        this.transport = network + ((bytes[network] ?? 0) & 0x0f) * 4
    } else {
      this.ipId = -1
      this.ttl = bytes[network + 7] ?? 0
      const payload = uint16(bytes, network + 4)
      this.packetEnd = payload === 0 ? end : network + 40 + payload
      this.#skipExtensions(bytes, network + 40, bytes[network + 6] ?? 0)
    }
    if (this.transport >= 0) this.#readTransport(bytes)
  }

  #skipExtensions(bytes: Uint8Array, first: number, firstNext: number): void {
    let at = first
    let next = firstNext
    let laterFragment = false
    while (isIpv6Extension(next) && at + 8 <= this.end && !laterFragment) {
      laterFragment = next === ipProtocol.fragment && (uint16(bytes, at + 2) & 0xfff8) !== 0
      const length = extensionLength(bytes, at, next)
      next = bytes[at] ?? 0
      at += length
    }
    this.proto = next
    this.transport = laterFragment ? -1 : at
  }

  #readTransport(bytes: Uint8Array): void {
    const at = this.transport
    if (this.proto === ipProtocol.tcp && at + 20 <= this.end) {
      this.seq = uint32(bytes, at + 4)
      this.ack = uint32(bytes, at + 8)
      this.flags = bytes[at + 13] ?? 0
      this.window = uint16(bytes, at + 14)
      this.checksum = uint16(bytes, at + 16)
      const header = ((bytes[at + 12] ?? 0) >> 4) * 4
      this.dataLength = Math.max(0, this.packetEnd - at - header)
    } else if (this.proto === ipProtocol.tcp && at + 8 <= this.end) {
      // as much as an ICMP error must quote (RFC 792)
      this.seq = uint32(bytes, at + 4)
    } else if (this.proto === ipProtocol.udp && at + 8 <= this.end) {
      this.checksum = uint16(bytes, at + 6)
    } else if (isIcmp(this.proto) && at + 4 <= this.end) {
      this.checksum = uint16(bytes, at + 2)
    }
  }

  /** Does the TCP header carry selective acknowledgements (RFC 2018, option 5)? */
  hasSack(): boolean {
    const { bytes, transport } = this
    const last = Math.min(this.end, transport + ((bytes[transport + 12] ?? 0) >> 4) * 4)
    for (let at = transport + 20; at < last;) {
      const option = bytes[at] ?? 0
      if (option === 0) return false
      if (option === 5) return true
      at += option === 1 ? 1 : Math.max(2, bytes[at + 1] ?? 0)
    }
    return false
  }
}

export const isIcmp = (proto: number): boolean =>
  proto === ipProtocol.icmp || proto === ipProtocol.icmpv6

/** How far `a` is ahead of `b` in TCP's circle of 2^32 sequence numbers; negative if behind. */
export const seqAhead = (a: number, b: number): number => (a - b) | 0
