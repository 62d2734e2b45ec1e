/** What packet-deltas.ts reads a block with: numbers, and packets as what differs from others. */
import type { DropcorrError } from './dropcorr-error.js'
import { damagedBlock } from './not-a-session.js'

/** What is beyond `fromEnd` is zero. Offsets in bytes. */
export function copyWords(
  words: Int32Array,
  from: number,
  fromEnd: number,
  start: number,
  end: number,
): void {
  const copied = Math.min(end, start + fromEnd - from) >> 2
  const distance = (start - from) >> 2
  let word = start >> 2
  for (; word < copied; word++) words[word] = words[word - distance] ?? 0
  for (; word < end >> 2; word++) words[word] = 0
}

/** Differences that are not sparse. Returns the position after them. */
export function applyWords(
  words: Int32Array,
  start: number,
  end: number,
  data: Uint8Array,
  stored: DataView,
  bitsAt: number,
): number {
  const pairs = (end - start) >> 3
  let at = bitsAt + ((pairs + 7) >> 3)
  for (let pair = 0; pair < pairs; pair += 8) {
    let bits = data[bitsAt + (pair >> 3)] ?? 0
    for (let word = (start >> 2) + pair * 2; bits !== 0; bits >>= 1, word += 2) {
      if ((bits & 1) === 0) continue
      if (at + 8 > data.length || word + 2 > end >> 2) throw broken(at)
      words[word] = (words[word] ?? 0) ^ stored.getInt32(at, true)
      words[word + 1] = (words[word + 1] ?? 0) ^ stored.getInt32(at + 4, true)
      at += 8
    }
  }
  return at
}

/** Sparse differences. Returns the position after them. */
export function applySparse(
  bytes: Uint8Array,
  start: number,
  end: number,
  data: Uint8Array,
  bitsAt: number,
): number {
  const eights = (end - start) >> 3
  let at = bitsAt + ((eights + 7) >> 3)
  for (let eight = 0; eight < eights; eight += 8) {
    let bits = data[bitsAt + (eight >> 3)] ?? 0
    for (let first = start + eight * 8; bits !== 0; bits >>= 1, first += 8) {
      if ((bits & 1) === 0) continue
      // None of what is written here is 0; what is beyond the end reads so.
      let mask = data[at++] ?? 0
      if (mask === 0 || first >= end) throw broken(at)
      for (; mask !== 0; mask &= mask - 1) {
        const difference = data[at++] ?? 0
        if (difference === 0) throw broken(at)
        const byte = first + 31 - Math.clz32(mask & -mask)
        bytes[byte] = (bytes[byte] ?? 0) ^ difference
      }
    }
  }
  return at
}

/** Beyond the end of `data` all is zero: who reads a block finds at its end that it came too far. */
export function varint(data: Uint8Array, at: number): number {
  const first = data[at] ?? 0
  if (first < 0x80) return first
  const second = data[at + 1] ?? 0
  if (second < 0x80) return (first & 0x7f) | (second << 7)
  return longVarint(data, at)
}

function longVarint(data: Uint8Array, start: number): number {
  let at = start
  let value = 0
  for (let scale = 1; scale < 2 ** 56; scale *= 128) {
    const byte = data[at++] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
  }
  throw broken(at)
}

/** The recorder writes no more bytes than a number needs. */
export function varintBytes(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  let bytes = 3
  for (let limit = 0x20_0000; value >= limit; limit *= 128) bytes++
  return bytes
}

export const broken = (at: number): DropcorrError =>
  damagedPackets(`does not hold what its header tells, at byte ${at}`)

export const damagedPackets = (what: string): DropcorrError =>
  damagedBlock(`packet_block.data ${what}`)
