import { flowKeyWords, flowTuple } from '../../../session/packet/flow-key.js'
import type { Row } from '../../../session/tables.js'

/** A flow key of session/packet/flow-key.ts, then TCP flags and drop_key.id. */
export const dropFlowWords = flowKeyWords + 2
const flagsAt = flowKeyWords
const keyAt = flowKeyWords + 1

/** As with BPF: idle flows make room for new ones. */
const maxFlows = 65_536
const capacity = maxFlows * 2
/** With at most half of the entries in use a probe this long means that someone has chosen keys to collide. */
const maxProbes = 64
/** A flood from forged addresses must not fill the session. */
const newPerSecond = 10_000
/** Flows silent for longer than this are forgotten when room is needed. */
const forgetAfterNs = 5e9

/** Ids of flows within drop keys, in an open-addressing table over typed arrays: nothing is allocated per drop. */
export class FlowTable {
  readonly #idBase: number
  readonly #added: (row: Row<'drop_flow'>) => void
  #words = new Uint32Array(capacity * dropFlowWords)
  /** 0 = free. */
  #ids = new Uint32Array(capacity)
  #seenNs = new Float64Array(capacity)
  readonly #seed = Math.floor(Math.random() * 2 ** 32)
  #known = 0
  #made = 0
  #second = -1
  #newInSecond = 0

  constructor(idBase: number, added: (row: Row<'drop_flow'>) => void) {
    this.#idBase = idBase
    this.#added = added
  }

  /** Flows that are known now. */
  get known(): number {
    return this.#known
  }

  /** drop_flow.id of the flow; 0 if there is no room for it. */
  idOf(flow: Uint32Array, atNs: number): number {
    const entry = this.#find(flow)
    if (entry < 0) return 0
    if (this.#ids[entry] === 0 && !this.#add(entry, flow, atNs)) return 0
    this.#seenNs[entry] = atNs
    return this.#ids[entry] ?? 0
  }

  /** Makes room for new flows, if there is little, by forgetting silent ones. */
  makeRoom(nowNs: number): void {
    if (this.#known < maxFlows * 0.9) return
    const words = this.#words
    const ids = this.#ids
    const seenNs = this.#seenNs
    this.#words = new Uint32Array(words.length)
    this.#ids = new Uint32Array(ids.length)
    this.#seenNs = new Float64Array(seenNs.length)
    this.#known = 0
    for (let entry = 0; entry < capacity; entry++) {
      const id = ids[entry] ?? 0
      const atNs = seenNs[entry] ?? 0
      if (id === 0 || nowNs - atNs > forgetAfterNs) continue
      const flow = words.subarray(entry * dropFlowWords, (entry + 1) * dropFlowWords)
      const place = this.#find(flow)
      if (place >= 0) this.#put(place, flow, id, atNs)
    }
  }

  #add(entry: number, flow: Uint32Array, atNs: number): boolean {
    const second = Math.floor(atNs / 1e9)
    if (second > this.#second) {
      this.#second = second
      this.#newInSecond = 0
    }
    if (this.#known >= maxFlows || this.#newInSecond >= newPerSecond) return false
    this.#newInSecond += 1
    const id = this.#idBase + ++this.#made
    this.#put(entry, flow, id, atNs)
    this.#added(flowRow(flow, id))
    return true
  }

  #put(entry: number, flow: Uint32Array, id: number, atNs: number): void {
    this.#words.set(flow, entry * dropFlowWords)
    this.#ids[entry] = id
    this.#seenNs[entry] = atNs
    this.#known += 1
  }

  /** Entry of the flow or the free one for it; -1 if there is none near. */
  #find(flow: Uint32Array): number {
    let entry = this.#hash(flow) % capacity
    for (let probes = 0; probes < maxProbes; probes++) {
      if (this.#ids[entry] === 0 || this.#holds(entry, flow)) return entry
      entry = (entry + 1) % capacity
    }
    return -1
  }

  #holds(entry: number, flow: Uint32Array): boolean {
    const at = entry * dropFlowWords
    for (let i = 0; i < dropFlowWords; i++) if (this.#words[at + i] !== flow[i]) return false
    return true
  }

  #hash(flow: Uint32Array): number {
    let hash = this.#seed
    for (let i = 0; i < dropFlowWords; i++) {
      hash = Math.imul(hash ^ (flow[i] ?? 0), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    return hash >>> 0
  }
}

function flowRow(flow: Uint32Array, id: number): Row<'drop_flow'> {
  const { family, proto, src, sport, dst, dport } = flowTuple(flow)
  const isIp = family !== 0
  return {
    id,
    key: flow[keyAt] ?? 0,
    family,
    proto,
    src: isIp ? src : '',
    sport,
    dst: isIp ? dst : '',
    dport,
    tcp_flags: flow[flagsAt] ?? 0,
  }
}
