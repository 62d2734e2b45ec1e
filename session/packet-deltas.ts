/**
 * Captured packets as recorded (native/src/packets/packet-deltas.cc, which must stay the same): a header, then each packet,
 * mostly as what differs from the one before in its flow.
 *
 * Numbers below are varints: seven bits a byte, lowest first, the highest bit of each byte but the last is set. A packet is
 *
 * - its nanoseconds since the packet before (0 for the first),
 * - four times how many packets back the one is that it differs from, plus 2 if it is sparse, plus 1 if its two sizes differ;
 *   0 = from none,
 * - its length on the wire and the bytes kept of it, where they differ or it differs from none,
 * - from none: its bytes. Else: a bit for each eight bytes, set where they differ, and for each such eight the exclusive or: all
 *   of it, or if sparse, a bit for each of its bytes that is not 0, lowest bit first, and these bytes.
 *
 * In blocks of schema 3, which have another magic, no packet is sparse, and it is twice how many packets back, not four times.
 */
import {
  applySparse,
  applyWords,
  broken,
  copyWords,
  damagedPackets,
  varint,
  varintBytes,
} from './packet-differences.js'
import { packetRecord, packetRecordSize } from './packet-record.js'

export const packetDeltasHeader = {
  size: 24,
  /** u64: 0xffffffff32445044, of schema 3 0xffffffff31445044: tells it from records. No time of a first packet looks like that. */
  magic: 0,
  /** f64: nanoseconds since the session's start, of the first packet. */
  atNs: 8,
  /** u32: how many packets. */
  packets: 16,
  /** u32: bytes of the same packets as records of packet-record.ts. */
  recordBytes: 20,
} as const

export const packetDeltasMagic = [0x32445044, 0xffffffff] as const
/** Its first word in blocks of schema 3. */
const olderMagic = 0x31445044
/** In the number that tells how many packets back. */
export const packetFlag = { sizesDiffer: 1, sparse: 2 } as const
/** The recorder's blocks hold 1 MiB and a packet of at most 256 KiB more. */
const maxRecordBytes = 2 << 20
const maxReference = 2 ** 31 - 1

export function isPacketDeltas(data: Uint8Array): boolean {
  if (data.length < packetDeltasHeader.size) return false
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const first = view.getUint32(packetDeltasHeader.magic, true)
  const isKnown = first === packetDeltasMagic[0] || first === olderMagic
  return isKnown && view.getUint32(packetDeltasHeader.magic + 4, true) === packetDeltasMagic[1]
}

/**
 * The packets as records of packet-record.ts; `data` itself if that is what it holds. Throws DropcorrError, exit 4, for
 * what the recorder does not write.
 */
export function packetRecords(data: Uint8Array): Uint8Array {
  return new PacketRecords().of(data)
}

/** `packetRecords` for one block after the other: what it returns is valid until it is asked for the next. */
export class PacketRecords {
  #bytes = new Uint8Array(0)
  #words = new Int32Array(0)
  #doubles = new Float64Array(0)
  /** Where the record of each packet begins. */
  #offsets = new Uint32Array(0)

  of(data: Uint8Array): Uint8Array {
    if (!isPacketDeltas(data)) return data
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const recordBytes = view.getUint32(packetDeltasHeader.recordBytes, true)
    const packets = view.getUint32(packetDeltasHeader.packets, true)
    // A packet takes three bytes here and a header there, at least.
    const fits = recordBytes <= maxRecordBytes && recordBytes % 8 === 0
    if (!fits || packets * packetRecord.headerSize > recordBytes) {
      throw damagedPackets(`claims ${packets} packets of ${recordBytes} bytes`)
    }
    this.#makeRoom(recordBytes, packets)
    this.#read(data, view, packets, recordBytes)
    return this.#bytes.subarray(0, recordBytes)
  }

  #makeRoom(recordBytes: number, packets: number): void {
    if (recordBytes > this.#bytes.length) {
      const memory = new ArrayBuffer(recordBytes)
      this.#bytes = new Uint8Array(memory)
      this.#words = new Int32Array(memory)
      this.#doubles = new Float64Array(memory)
    }
    if (packets > this.#offsets.length) this.#offsets = new Uint32Array(packets)
  }

  /** Positions are local variables throughout, which the CPU keeps in registers: fields cost half as much again. */
  #read(data: Uint8Array, stored: DataView, packets: number, recordBytes: number): void {
    const words = this.#words
    const offsets = this.#offsets
    const bytes = this.#bytes
    const isOlder = stored.getUint32(packetDeltasHeader.magic, true) === olderMagic
    const flagBits = isOlder ? 1 : 2
    let at: number = packetDeltasHeader.size
    let atNs = stored.getFloat64(packetDeltasHeader.atNs, true)
    let offset = 0
    for (let packet = 0; packet < packets; packet++) {
      const sinceNs = varint(data, at)
      at += varintBytes(sinceNs)
      const reference = varint(data, at)
      at += varintBytes(reference)
      // Shifts take no more than 32 bits.
      if (reference > maxReference) throw broken(at)
      const back = reference >> flagBits
      if (back > packet) throw broken(at)
      const before = back === 0 ? 0 : (offsets[packet - back] ?? 0)
      const capturedBefore = back === 0 ? 0 : wordAt(words, before + packetRecord.captured)
      let length = wordAt(words, before + packetRecord.length)
      let captured = capturedBefore
      if (back === 0 || (reference & packetFlag.sizesDiffer) !== 0) {
        length = varint(data, at)
        at += varintBytes(length)
        captured = varint(data, at)
        at += varintBytes(captured)
      }
      if (length > 0xffffffff || captured > recordBytes) throw broken(at)
      const start = offset + packetRecord.headerSize
      const end = offset + packetRecordSize(captured)
      if (end > recordBytes) throw broken(at)
      atNs += sinceNs
      offsets[packet] = offset
      this.#doubles[(offset + packetRecord.atNs) >> 3] = atNs
      words[(offset + packetRecord.length) >> 2] = length
      words[(offset + packetRecord.captured) >> 2] = captured
      if (back === 0) {
        at = this.#copy(data, at, start, end, captured)
      } else {
        const from = before + packetRecord.headerSize
        copyWords(words, from, before + packetRecordSize(capturedBefore), start, end)
        at =
          flagBits === 2 && (reference & packetFlag.sparse) !== 0
            ? applySparse(bytes, start, end, data, at)
            : applyWords(words, start, end, data, stored, at)
      }
      offset = end
    }
    if (offset !== recordBytes || at !== data.length) throw broken(at)
  }

  /** Returns the position after the bytes. */
  #copy(data: Uint8Array, at: number, start: number, end: number, captured: number): number {
    if (at + captured > data.length) throw broken(at)
    if (end > start) this.#words.fill(0, (end >> 2) - 2, end >> 2)
    this.#bytes.set(data.subarray(at, at + captured), start)
    return at + captured
  }
}

const wordAt = (words: Int32Array, offset: number): number => (words[offset >> 2] ?? 0) >>> 0
