/**
 * RTP (RFC 3550) is a payload of UDP that numbers its packets: which were lost can be told only while the numbers stay.
 * They stay relative to each other. Any payload may happen to look like RTP, so nothing of it is kept as it was.
 */
import { createHmac } from 'node:crypto'
import { uint16 } from '../packet/link-layer.js'

/** Version 2 and flags, payload type, sequence number, time, source. */
const headerLength = 12
const version2 = 0x80

/**
 * Rewrites what may be an RTP header at `at`: the source under a pseudonym, the sequence number moved by a distance of
 * that source's, all else zero. Returns where it ends; `at` if it is none. `end`: of the payload or of the bytes kept.
 */
export function rtpEnd(bytes: Uint8Array, at: number, end: number, key: Buffer): number {
  if (at + headerLength > end || ((bytes[at] ?? 0) & 0xc0) !== version2) return at
  const source = bytes.subarray(at + 8, at + headerLength)
  const pseudonym = createHmac('sha256', key).update(source).digest()
  const sequence = (uint16(bytes, at + 2) + pseudonym.readUInt16BE(4)) & 0xffff
  bytes.set([version2, 0, sequence >> 8, sequence & 0xff, 0, 0, 0, 0], at)
  source.set(pseudonym.subarray(0, 4))
  return at + headerLength
}
