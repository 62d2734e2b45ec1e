import { flowKeyWords } from '../../session/packet/flow-key.js'
import { WordTable } from './word-table.js'

const words = flowKeyWords + 1

/**
 * Numbers flows, both directions side by side: the other direction of flow n is `n ^ 1`. A flow is told by its key
 * (session/packet/flow-key.ts) and the network it is in (networks.ts).
 */
export class FlowPairs {
  readonly #table: WordTable
  readonly #probe = new Uint32Array(words)
  /** Packets of flows that found no room. */
  overflowed = 0

  /** `limit`: most pairs it takes. */
  constructor(limit: number) {
    this.#table = new WordTable(words, limit * 2)
  }

  get count(): number {
    return this.#table.count
  }

  /** Number of the flow; -1 if there is no room for another. */
  add(key: Uint32Array, network: number): number {
    const known = this.find(key, network)
    if (known >= 0) return known
    const probe = this.#probe
    const flow = this.#table.add(probe)
    if (flow < 0) {
      this.overflowed += 1
      return -1
    }
    turnRound(probe)
    // a flow that looks the same both ways (or whose other way found no slot): its twin is never looked up
    for (let i = 1; this.#table.count === flow + 1; i++) {
      this.#table.add(probe)
      probe[flowKeyWords] = (network | twinBit) + (i << 16)
    }
    return flow
  }

  /** -1 if it is not known. */
  find(key: Uint32Array, network: number): number {
    const probe = this.#probe
    for (let i = 0; i < flowKeyWords; i++) probe[i] = key[i] ?? 0
    probe[flowKeyWords] = network
    return this.#table.find(probe)
  }

  /** Copies the flow's key, for `flowTuple`. */
  keyOf(flow: number): Uint32Array {
    return Uint32Array.from({ length: flowKeyWords }, (_, i) => this.#table.word(flow, i))
  }

  /** IP protocol. */
  protocolOf(flow: number): number {
    return this.#table.word(flow, 0) & 0xff
  }

  networkOf(flow: number): number {
    return this.#table.word(flow, flowKeyWords)
  }
}

const twinBit = 0x8000

function turnRound(key: Uint32Array): void {
  const ports = key[1] ?? 0
  key[1] = (ports << 16) | (ports >>> 16)
  for (let i = 2; i < 6; i++) {
    const source = key[i] ?? 0
    key[i] = key[i + 4] ?? 0
    key[i + 4] = source
  }
}
