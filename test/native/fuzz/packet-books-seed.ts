import { samples } from '../../session/packet/frames.js'
import { BookKeeping } from '../packets/book-keeping.js'

/** A first input of packet-books.cc: each sample three times, so that differences are written: of one byte, and of many. */
export function packetBooksSeed(): Uint8Array {
  const books = new BookKeeping()
  books.open(1, 1)
  books.beginBatch(1, 1n, 1)
  const frames = Object.values(samples)
  for (const frame of [...frames, ...frames.map(lastChanged), ...frames.map(dataChanged)]) {
    books.add(1, 1n, frame.length, frame)
  }
  books.flushAll()
  return books.operations()
}

const lastChanged = (frame: Uint8Array): Uint8Array => changedFrom(frame, frame.length - 1)

/** The data of UDP and ICMP begins about there. */
const dataChanged = (frame: Uint8Array): Uint8Array => changedFrom(frame, 42)

const changedFrom = (frame: Uint8Array, from: number): Uint8Array =>
  frame.map((byte, index) => (index < from ? byte : byte ^ 0x55))
