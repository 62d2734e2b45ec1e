import { samples } from '../../session/packet/frames.js'
import { BookKeeping } from '../packets/book-keeping.js'

/** A first input of packet-books.cc: each sample twice, so that differences are written. */
export function packetBooksSeed(): Uint8Array {
  const books = new BookKeeping()
  books.open(1, 1)
  books.beginBatch(1, 1n, 1)
  for (const frame of [...Object.values(samples), ...Object.values(samples)]) {
    books.add(1, 1n, frame.length, frame)
  }
  books.flushAll()
  return books.operations()
}
