import { int32List } from '../artifacts/number-list.js'
import { WordTable } from './word-table.js'

/** Numbers streams from 0 on: a stream is a flow, or a pair of them, at one interface. */
export class StreamNumbers {
  readonly #table: WordTable
  readonly #probe = new Uint32Array(2)
  /** By flow: number of the stream that was last looked up, plus 1. */
  readonly #recent = int32List()

  /** `limit`: most streams it takes. */
  constructor(limit: number) {
    this.#table = new WordTable(2, limit)
  }

  /** Number of the stream, a new one if it is not known yet; -1 if there is no room for another. */
  of(flow: number, point: number): number {
    // packets come by blocks of one interface: mostly it is the stream that this flow had last
    const recent = this.#recent.at(flow) - 1
    if (recent >= 0 && this.point(recent) === point) return recent
    this.#probe[0] = flow
    this.#probe[1] = point
    const stream = this.#table.add(this.#probe)
    if (stream < 0) return -1
    while (this.#recent.length <= flow) this.#recent.push(0)
    this.#recent.set(flow, stream + 1)
    return stream
  }

  flow(stream: number): number {
    return this.#table.word(stream, 0)
  }

  point(stream: number): number {
    return this.#table.word(stream, 1)
  }
}
