/** Session files whose pages refer to one another, made byte by byte. https://sqlite.org/fileformat2.html */
import { readFileSync, writeFileSync } from 'node:fs'

const headerBytes = 100
const interiorTable = 5

/** A session file as its pages; page 1 is the first. */
export class SessionPages {
  readonly pageBytes: number
  readonly #pages: Buffer[]

  constructor(path: string) {
    const bytes = readFileSync(path)
    this.pageBytes = bytes.readUInt16BE(16)
    this.#pages = Array.from({ length: bytes.length / this.pageBytes }, (_, index) =>
      Buffer.from(bytes.subarray(index * this.pageBytes, (index + 1) * this.pageBytes)),
    )
  }

  page(number: number): Buffer {
    const page = this.#pages[number - 1]
    if (page === undefined) throw new RangeError(`no page ${number}`)
    return page
  }

  /** Makes the tree that begins at `root` endless: on each of `levels` levels a thousand references to one page. */
  multiply(root: number, levels: number): void {
    let child = root === 1 ? this.page(1).readUInt32BE(headerBytes + 8) : this.#add(this.page(root))
    for (let level = 1; level < levels; level++) child = this.#add(this.#references(child, 0))
    if (root !== 1) this.#pages[root - 1] = this.#references(child, 0)
    else this.#references(child, headerBytes).copy(this.page(1), headerBytes, headerBytes)
  }

  write(path: string): void {
    const all = Buffer.concat(this.#pages)
    all.writeUInt32BE(this.#pages.length, 28)
    // The size counts only where this repeats the change counter.
    all.copy(all, 92, 24, 28)
    writeFileSync(path, all)
  }

  #add(page: Buffer): number {
    return this.#pages.push(Buffer.from(page))
  }

  /** An interior page that is full of references to one page. */
  #references(child: number, at: number): Buffer {
    const page = Buffer.alloc(this.pageBytes)
    const cellBytes = 5
    const cells = Math.floor((this.pageBytes - at - 12) / (cellBytes + 2))
    const content = this.pageBytes - cells * cellBytes
    page[at] = interiorTable
    page.writeUInt16BE(cells, at + 3)
    page.writeUInt16BE(content, at + 5)
    page.writeUInt32BE(child, at + 8)
    for (let cell = 0; cell < cells; cell++) {
      const start = content + cell * cellBytes
      page.writeUInt32BE(child, start)
      page[start + 4] = 1
      page.writeUInt16BE(start, at + 12 + 2 * cell)
    }
    return page
  }
}

/** A rollback journal with page 1 as it is, and the name of a super-journal at its end. */
export function journalNaming(superJournal: string, session: string): Buffer {
  const pages = new SessionPages(session)
  const page = pages.page(1)
  const { pageBytes } = pages
  const magic = Buffer.from('d9d505f920a163d7', 'hex')
  const sectorBytes = 512
  const numbers = (...values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(4 * values.length)
    values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index))
    return bytes
  }
  const head = Buffer.alloc(sectorBytes)
  Buffer.concat([magic, numbers(1, 0, readFileSync(session).length / pageBytes)]).copy(head)
  numbers(sectorBytes, pageBytes).copy(head, 20)
  let pageSum = 0
  for (let at = pageBytes - 200; at > 0; at -= 200) pageSum += page[at] ?? 0
  const name = Buffer.from(superJournal)
  const nameSum = name.reduce((sum, byte) => sum + byte, 0)
  // No page of a database may have this number: the lock bytes are there.
  const lockPage = Math.floor(0x4000_0000 / pageBytes) + 1
  return Buffer.concat([
    head,
    numbers(1),
    page,
    numbers(pageSum, lockPage),
    name,
    numbers(name.length, nameSum),
    magic,
  ])
}

/** A write-ahead log of one commit: page 1, of a database that claims to have so many pages. */
export function logClaiming(claimedPages: number, session: string): Buffer {
  const pages = new SessionPages(session)
  const page = pages.page(1)
  page.writeUInt32BE(claimedPages, 28)
  const words = (bytes: Buffer, [first, second]: readonly [number, number]) => {
    let [a, b] = [first, second]
    for (let at = 0; at < bytes.length; at += 8) {
      a = (a + bytes.readUInt32BE(at) + b) >>> 0
      b = (b + bytes.readUInt32BE(at + 4) + a) >>> 0
    }
    return [a, b] as const
  }
  const head = Buffer.alloc(32)
  // Checksums of big-endian words; salts and the checkpoint's number are 0.
  head.writeUInt32BE(0x377f0683, 0)
  head.writeUInt32BE(3007000, 4)
  head.writeUInt32BE(pages.pageBytes, 8)
  const headSum = words(head.subarray(0, 24), [0, 0])
  head.writeUInt32BE(headSum[0], 24)
  head.writeUInt32BE(headSum[1], 28)
  const frame = Buffer.alloc(24)
  frame.writeUInt32BE(1, 0)
  frame.writeUInt32BE(claimedPages, 4)
  const sum = words(page, words(frame.subarray(0, 8), headSum))
  frame.writeUInt32BE(sum[0], 16)
  frame.writeUInt32BE(sum[1], 20)
  return Buffer.concat([head, frame, page])
}
