/** The C++ that books captured packets, without a capture: a program around it is told what to do. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { CaptureMessage } from '../../../capture/packet-sources/capture-protocol.js'
import { MessageReader } from '../../../capture/packet-sources/message-reader.js'
import { packageRoot } from '../../../session/package-root.js'
import { compiled } from '../../live/lab/compiled.js'

const sourceFolder = join(packageRoot, 'native', 'src', 'packets')
/** All of native/src/packets that needs no capture. */
export const bookSources = [
  ...['flow-key', 'flow-seconds', 'message-writer', 'packet-books', 'packet-deltas'].flatMap(
    (name) => [join(sourceFolder, `${name}.cc`), join(sourceFolder, `${name}.h`)],
  ),
  ...['stamp-conversion.cc', 'stamp-conversion.h'].map((name) => join(sourceFolder, name)),
]
const ownSources = ['operations.h', 'booked.cc'].map((name) =>
  join(packageRoot, 'test/native/packets', name),
)

export interface Limits {
  readonly known: number
  readonly newPerSecond: number
}

/** Writes down what is to be done; `run` does it. */
export class BookKeeping {
  readonly #operations: Buffer[] = []

  open(slot: number, link: number): void {
    this.#put(0, [slot, link])
  }

  /** Wall clock and session clock as they are. */
  beginBatch(slot: number, wallNs: bigint, sessionNs: number): void {
    this.#put(1, [slot], [wallNs, BigInt(sessionNs)])
  }

  add(slot: number, wallNs: bigint, length: number, bytes: Uint8Array): void {
    this.#put(2, [slot], [wallNs], [length, bytes.length])
    this.#operations.push(Buffer.from(bytes))
  }

  flush(blocksBeforeNs: bigint, secondsBefore: bigint): void {
    this.#put(3, [], [blocksBeforeNs, secondsBefore])
  }

  flushAll(): void {
    this.flush(endOfTime, endOfTime)
  }

  /** As test/native/packets/operations.h reads them. */
  operations(): Uint8Array {
    return Buffer.concat(this.#operations)
  }

  async run(
    limits: Limits = { known: 1000, newPerSecond: 1000 },
  ): Promise<readonly CaptureMessage[]> {
    const program = await compiled('booked', [...bookSources, ...ownSources])
    const { status, stdout, stderr } = spawnSync(
      program,
      [String(limits.known), String(limits.newPerSecond)],
      { input: this.operations(), maxBuffer: 64 << 20 },
    )
    if (status !== 0) throw new Error(`booked ended with ${status}: ${stderr.toString()}`)
    const messages: CaptureMessage[] = []
    new MessageReader((message) => messages.push(message)).push(stdout)
    return messages
  }

  #put(
    operation: number,
    words: readonly number[],
    longs: readonly bigint[] = [],
    more: readonly number[] = [],
  ): void {
    const bytes = Buffer.alloc(1 + 4 * words.length + 8 * longs.length + 4 * more.length)
    let at = bytes.writeUInt8(operation)
    for (const word of words) at = bytes.writeUInt32LE(word, at)
    for (const long of longs) at = bytes.writeBigInt64LE(long, at)
    for (const word of more) at = bytes.writeUInt32LE(word, at)
    this.#operations.push(bytes)
  }
}

const endOfTime = 2n ** 63n - 1n
