import { littleEndian } from '../../netlink/attributes.js'
import type { RingBufferLayout } from './ring-buffer-layout.js'

/** What a page tells besides its events. */
export interface PageEnd {
  /** Events overwritten before this page; undefined = some, the kernel does not say how many. */
  readonly lostBefore: number | undefined
  /** The page ended in the middle of an event or claims more bytes than there are: what follows is missing. */
  readonly damaged: boolean
}

/** Called for each event: where its record lies in the page, its length, and nanoseconds since the origin. */
export type VisitEvent = (at: number, length: number, atNs: number) => void

/** Flags in the page header's `commit` (kernel/trace/ring_buffer.c), told to readers only. */
const missedEvents = 0x8000_0000
const missedStored = 0x4000_0000
const commitMask = 0x3fff_ffff

const headerBytes = 4
const wordBytes = 4
/** An absolute time stamp carries 59 bits; the upper 5 are those of the page's (since 5.18, before: none). */
const stampBits = 59n

/**
 * Walks the events of one page as a read of trace_pipe_raw returned it. `originNs` is subtracted from the kernel's
 * stamps, so that they are exact as numbers. Throws nothing; never reads beyond `page`, however damaged that is.
 */
export function walkPage(
  page: DataView,
  layout: RingBufferLayout,
  originNs: bigint,
  visit: VisitEvent,
): PageEnd {
  const { dataOffset, timestamp, commit } = layout
  if (page.byteLength < dataOffset) return { lostBefore: 0, damaged: true }
  const header = lowWord(page, commit.offset, commit.size)
  const claimedEnd = dataOffset + (header & commitMask)
  const end = Math.min(claimedEnd, page.byteLength)
  const startStamp = page.getBigUint64(timestamp.offset, littleEndian)
  const whole = walkEvents(page, { layout, end, startStamp, originNs }, visit)
  return {
    lostBefore: lostBefore(page, header, claimedEnd, commit.size),
    damaged: !whole || claimedEnd > page.byteLength,
  }
}

interface Walk {
  readonly layout: RingBufferLayout
  readonly end: number
  readonly startStamp: bigint
  readonly originNs: bigint
}

/** false if it met what cannot be. */
function walkEvents(
  page: DataView,
  { layout, end, startStamp, originNs }: Walk,
  visit: VisitEvent,
): boolean {
  const { padding, timeExtend, timeStamp, maxTypeLen, timeDeltaBits } = layout
  const split = wordSplitter(layout)
  let atNs = Number(startStamp - originNs)
  let at = layout.dataOffset
  while (at + headerBytes <= end) {
    const word = page.getUint32(at, littleEndian)
    const typeLen = split.typeLen(word)
    const delta = split.timeDelta(word)
    const hasArray = typeLen === 0 || typeLen > maxTypeLen
    // Padding without time: the rest of the page is unused.
    if (typeLen === padding && delta === 0) return true
    if (hasArray && at + headerBytes + wordBytes > end) return false
    const array = hasArray ? page.getUint32(at + headerBytes, littleEndian) : 0
    if (typeLen === timeExtend || typeLen === timeStamp) {
      if (typeLen === timeExtend) atNs += array * 2 ** timeDeltaBits + delta
      else atNs = Number(absoluteStamp(array, delta, timeDeltaBits, startStamp) - originNs)
      at += headerBytes + wordBytes
      continue
    }
    atNs += delta
    // With an array its first word is the length, itself included.
    const dataAt = at + headerBytes + (typeLen === 0 ? wordBytes : 0)
    const next = at + headerBytes + (hasArray ? array : typeLen * wordBytes)
    if (next > end || next < dataAt) return false
    if (typeLen <= maxTypeLen) visit(dataAt, next - dataAt, atNs)
    // A record that was discarded is padding with a time and a length; other types do not exist yet.
    else if (typeLen !== padding) return false
    if (next <= at + headerBytes) return false
    // Records start at words.
    at += Math.ceil((next - at) / wordBytes) * wordBytes
  }
  return true
}

/** Bit fields are laid out from the low end on little-endian machines, from the high end on the others. */
function wordSplitter({ typeLenBits, timeDeltaBits }: RingBufferLayout): {
  typeLen(word: number): number
  timeDelta(word: number): number
} {
  const typeLenMask = 2 ** typeLenBits - 1
  const timeDeltaMask = 2 ** timeDeltaBits - 1
  return littleEndian
    ? { typeLen: (word) => word & typeLenMask, timeDelta: (word) => word >>> typeLenBits }
    : { typeLen: (word) => word >>> timeDeltaBits, timeDelta: (word) => word & timeDeltaMask }
}

function absoluteStamp(
  array: number,
  delta: number,
  timeDeltaBits: number,
  startStamp: bigint,
): bigint {
  const low = (BigInt(array) << BigInt(timeDeltaBits)) | BigInt(delta)
  return BigInt.asUintN(64, ((startStamp >> stampBits) << stampBits) | low)
}

/** The number stands behind the data, as an unsigned long, if there was room for it. */
function lostBefore(
  page: DataView,
  header: number,
  at: number,
  longBytes: number,
): number | undefined {
  if ((header & missedEvents) === 0) return 0
  if ((header & missedStored) === 0 || at + longBytes > page.byteLength) return undefined
  return longBytes === 8
    ? Number(page.getBigUint64(at, littleEndian))
    : page.getUint32(at, littleEndian)
}

/** Lower 32 bits of a 32- or 64-bit value. */
const lowWord = (page: DataView, at: number, size: number): number =>
  page.getUint32(littleEndian || size === 4 ? at : at + 4, littleEndian)
