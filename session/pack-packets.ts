/** Writes blocks as the recorder does (packet-deltas.ts), for packets that were taken apart since. */
import { capturedPackets } from './captured-packets.js'
import { flowKeyWords, readFlowKey } from './packet/flow-key.js'
import { packetDeltasHeader, packetDeltasMagic, packetFlag } from './packet-deltas.js'

interface Packet {
  readonly index: number
  readonly length: number
  readonly bytes: Uint8Array
}

/**
 * `records` as packet-record.ts has them, in order of time. `link`: libpcap link type, by which flows are told apart.
 * Throws DropcorrError, exit 4, if a record reaches beyond the end.
 */
export function packedPackets(records: Uint8Array, link: number): Uint8Array {
  const packets = capturedPackets(records)
  const out = new ByteList()
  const key = new Uint32Array(flowKeyWords)
  const newest = new Map<string, Packet>()
  let lastNs = packets.count > 0 ? packets.atNs(0) : 0
  const header = new DataView(new ArrayBuffer(packetDeltasHeader.size))
  for (const [index, word] of packetDeltasMagic.entries()) header.setUint32(4 * index, word, true)
  header.setFloat64(packetDeltasHeader.atNs, lastNs, true)
  header.setUint32(packetDeltasHeader.packets, packets.count, true)
  header.setUint32(packetDeltasHeader.recordBytes, records.length, true)
  out.bytes(new Uint8Array(header.buffer))
  for (let index = 0; index < packets.count; index++) {
    const packet = { index, length: packets.length(index), bytes: packets.bytes(index) }
    readFlowKey(packet.bytes, 0, packet.bytes.length, link, key)
    const flow = key.join()
    const before = newest.get(flow)
    newest.set(flow, packet)
    const atNs = Math.max(lastNs, packets.atNs(index))
    out.varint(atNs - lastNs)
    lastNs = atNs
    if (before === undefined) putWhole(out, packet)
    else putDifference(out, packet, before)
  }
  return out.taken()
}

function putWhole(out: ByteList, { length, bytes }: Packet): void {
  out.varint(0)
  out.varint(length)
  out.varint(bytes.length)
  out.bytes(bytes)
}

function putDifference(out: ByteList, { index, length, bytes }: Packet, before: Packet): void {
  const isSameSize = length === before.length && bytes.length === before.bytes.length
  const eights = Math.ceil(bytes.length / 8)
  const changed = new Uint8Array(Math.ceil(eights / 8))
  const differences: Uint8Array[] = []
  for (let eight = 0; eight < eights; eight++) {
    const difference = differenceAt(bytes, before.bytes, eight * 8)
    if (difference.every((byte) => byte === 0)) continue
    changed[eight >> 3] = (changed[eight >> 3] ?? 0) | (1 << (eight & 7))
    differences.push(difference)
  }
  const isSparse = isSparseShorter(differences)
  const flags = (isSameSize ? 0 : packetFlag.sizesDiffer) | (isSparse ? packetFlag.sparse : 0)
  out.varint(4 * (index - before.index) + flags)
  if (!isSameSize) {
    out.varint(length)
    out.varint(bytes.length)
  }
  out.bytes(changed)
  for (const difference of differences) out.bytes(isSparse ? sparse(difference) : difference)
}

function differenceAt(bytes: Uint8Array, before: Uint8Array, at: number): Uint8Array {
  const difference = new Uint8Array(8)
  for (let i = 0; i < 8; i++) difference[i] = (bytes[at + i] ?? 0) ^ (before[at + i] ?? 0)
  return difference
}

/** Of more the recorder does not count the bytes. */
const maxSparseEights = 8

function isSparseShorter(differences: readonly Uint8Array[]): boolean {
  if (differences.length > maxSparseEights) return false
  const bytes = differences.reduce((sum, difference) => sum + sparse(difference).length, 0)
  return bytes < 8 * differences.length
}

function sparse(difference: Uint8Array): Uint8Array {
  const mask = difference.reduce((bits, byte, i) => bits | (byte === 0 ? 0 : 1 << i), 0)
  return Uint8Array.of(mask, ...difference.filter((byte) => byte !== 0))
}

class ByteList {
  #memory = new Uint8Array(4096)
  #used = 0

  varint(value: number): void {
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#byte((rest % 0x80) | 0x80)
    this.#byte(rest)
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#memory.set(bytes, this.#used)
    this.#used += bytes.length
  }

  taken(): Uint8Array {
    return this.#memory.subarray(0, this.#used)
  }

  #byte(byte: number): void {
    this.#reserve(1)
    this.#memory[this.#used++] = byte
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#memory.length) return
    const memory = new Uint8Array(2 * (this.#used + bytes))
    memory.set(this.#memory.subarray(0, this.#used))
    this.#memory = memory
  }
}
