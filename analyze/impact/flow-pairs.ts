import { flowKeyWords } from '../../session/packet/flow-key.js'
import { WordTable } from './word-table.js'

const words = flowKeyWords + 1

/** Flows that were looked up last, by so many bits of their key: most packets are of one of these. */
const recentBits = 10
const recentFlows = 1 << recentBits

/**
 * Numbers flows, both directions side by side: the other direction of flow n is `n ^ 1`. A flow is told by its key
 * (session/packet/flow-key.ts) and the network it is in (networks.ts).
 */
export class FlowPairs {
  readonly #table: WordTable
  readonly #probe = new Uint32Array(words)
  readonly #recentKeys = new Uint32Array(recentFlows * words)
  /** Number of the flow + 1; 0 = none. */
  readonly #recent = new Int32Array(recentFlows)
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
    const place = placeOf(key)
    const recent = this.#recentFlow(place, key, network)
    if (recent >= 0) return recent
    const probe = this.#probe
    for (let i = 0; i < flowKeyWords; i++) probe[i] = key[i] ?? 0
    probe[flowKeyWords] = network
    const flow = this.#table.find(probe)
    if (flow >= 0) {
      this.#recent[place] = flow + 1
      this.#recentKeys.set(probe, place * words)
    }
    return flow
  }

  /** The large table is out of the CPU's caches, this one is not. */
  #recentFlow(place: number, key: Uint32Array, network: number): number {
    const keys = this.#recentKeys
    const at = place * words
    if (keys[at + flowKeyWords] !== network) return -1
    for (let i = 0; i < flowKeyWords; i++) if (keys[at + i] !== key[i]) return -1
    return (this.#recent[place] ?? 0) - 1
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

/** Of ports and the ends of both addresses. */
function placeOf(key: Uint32Array): number {
  const source = (key[2] ?? 0) ^ (key[5] ?? 0)
  const destination = (key[6] ?? 0) ^ (key[9] ?? 0)
  const mixed = Math.imul((key[1] ?? 0) ^ Math.imul(source, 31) ^ destination, 0x9e3779b1)
  return mixed >>> (32 - recentBits)
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
