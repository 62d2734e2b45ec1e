/**
 * Checksums after redaction: valid stays valid, invalid stays wrong by as much, one left to the NIC stays so.
 * What the checksum tells of the payload is hidden: its field becomes a keyed function of the old one, the same in
 * every view of the packet, however short it was cut, and a word in the zeroed payload makes up for it.
 */
import { createHmac } from 'node:crypto'
import { onesComplementSum } from '../packet/checksum.js'
import { uint16 } from '../packet/link-layer.js'

/** Bytes of the transport layer, as offsets in the packet. */
export interface ChecksumPlace {
  readonly field: number
  readonly start: number
  /** End of what the checksum covers as the headers say, undefined if they can't tell. May lie beyond the bytes. */
  readonly end: number | undefined
  /** From here on all was zeroed. */
  readonly blankFrom: number
  /** Sums of the pseudo header before and after. */
  readonly pseudo: { readonly before: number; readonly after: number }
  /** The field holds the sum of the pseudo header alone. */
  readonly isOffloaded: boolean
}

/** Adds `change` (mod 2^16 - 1) to the word at `at`. */
function addWord(bytes: Uint8Array, at: number, change: number): void {
  const word = (((uint16(bytes, at) + change) % 0xffff) + 0xffff) % 0xffff
  setWord(bytes, at, word === 0 ? 0xffff : word)
}

function setWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >> 8
  bytes[at + 1] = word & 0xff
}

/** After an IPv4 header was rewritten: `original` is what the bytes were. */
export function mendHeaderChecksum(
  original: Uint8Array,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const length = Math.min(end, bytes.length) - at
  addWord(
    bytes,
    at + 10,
    onesComplementSum(original, at, length) - onesComplementSum(bytes, at, length),
  )
}

/** After a transport header and its payload were rewritten. `key`: of the purpose 'checksum'. */
export function mendTransportChecksum(
  original: Uint8Array,
  bytes: Uint8Array,
  place: ChecksumPlace,
  key: Buffer,
): void {
  const { field, start, end, blankFrom, pseudo, isOffloaded } = place
  const old = uint16(original, field)
  if (field + 2 > bytes.length) return
  if (isOffloaded) return setWord(bytes, field, pseudo.after)
  // UDP that was sent without one
  if (old === 0) return
  const word = end === undefined ? undefined : lastWord(start, blankFrom, end)
  const visible = Math.min(end ?? bytes.length, bytes.length) - start
  const change = (): number =>
    pseudo.before - pseudo.after + difference(original, bytes, start, visible)
  // no room to make up for it: the field itself does
  if (word === undefined && end !== undefined) return addWord(bytes, field, change())
  setWord(bytes, field, hidden(old, key))
  if (word !== undefined && end !== undefined && end <= bytes.length) addWord(bytes, word, change())
}

const difference = (a: Uint8Array, b: Uint8Array, at: number, length: number): number =>
  onesComplementSum(a, at, length) - onesComplementSum(b, at, length)

/** The last word of the sum that lies wholly in what was zeroed; undefined if there is none. */
function lastWord(start: number, blankFrom: number, end: number): number | undefined {
  const at = start + ((end - start) & ~1) - 2
  return at >= blankFrom ? at : undefined
}

/** Neither 0 (no checksum) nor 0xffff (the same as 0 to the sum). */
const hidden = (word: number, key: Buffer): number =>
  1 + (createHmac('sha256', key).update(String(word)).digest().readUInt32BE() % 0xfffe)
