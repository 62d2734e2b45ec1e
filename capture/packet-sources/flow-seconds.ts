import { flowKeyWords, flowTuple } from '../../session/packet/flow-key.js'
import type { Row } from '../../session/tables.js'
import type { Sink } from '../source.js'

/** The interface an entry belongs to. */
export interface FlowInterface {
  /** Dense number, distinguishes interfaces in flow keys. */
  readonly slot: number
  readonly netns: number
  readonly ifindex: number
}

export interface FlowLimits {
  /** Flows known at the same time; those that were silent longest ago make room. */
  readonly known: number
  /** Flows that may become known in one second. A flood from forged addresses must not fill the session. */
  readonly newPerSecond: number
}

/** 50,000 flows a second is more than a host of this size serves; two rows for each new one is what SQLite takes. */
const defaultLimits: FlowLimits = { known: 50_000, newPerSecond: 10_000 }

const words = flowKeyWords + 1
/** With at most half of the entries in use a probe this long means that someone has chosen keys to collide. */
const maxProbes = 64
/** Flows silent for longer than this are forgotten when room is needed. */
const forgetAfterS = 10

/**
 * Counts packets by flow and second in an open-addressing table over typed arrays. What is over a limit is counted
 * in the interface's "other" flow: all columns 0 or ''.
 */
export class FlowSeconds {
  readonly #sink: Sink
  readonly #limits: FlowLimits
  readonly #capacity: number
  readonly #keys: Uint32Array
  /** 0 = free. */
  readonly #ids: Uint32Array
  readonly #seconds: Float64Array
  readonly #packets: Float64Array
  readonly #bytes: Float64Array
  readonly #seed = Math.floor(Math.random() * 2 ** 32)
  readonly #interfaces = new Map<number, FlowInterface>()
  readonly #probe = new Uint32Array(words)
  #flowRows: Row<'flow'>[] = []
  #secondRows: Row<'flow_second'>[] = []
  #known = 0
  #lastId = 0
  #newInSecond = 0
  #second = -1
  /** Packets counted under "other" because a limit was reached. */
  #overLimit = 0

  constructor(sink: Sink, limits: FlowLimits = defaultLimits) {
    this.#sink = sink
    this.#limits = limits
    this.#capacity = 2 ** Math.ceil(Math.log2(limits.known * 2 + 2))
    this.#keys = new Uint32Array(this.#capacity * words)
    this.#ids = new Uint32Array(this.#capacity)
    this.#seconds = new Float64Array(this.#capacity)
    this.#packets = new Float64Array(this.#capacity)
    this.#bytes = new Float64Array(this.#capacity)
  }

  get overLimit(): number {
    return this.#overLimit
  }

  addInterface(of: FlowInterface): void {
    this.#interfaces.set(of.slot, of)
  }

  /** No more packets of it will come. */
  removeInterface(slot: number): void {
    this.#interfaces.delete(slot)
  }

  /** `key` as `readFlowKey` writes it. */
  count(slot: number, key: Uint32Array, second: number, bytes: number): void {
    if (second > this.#second) this.#beginSecond(second)
    this.#probe.set(key)
    this.#probe[flowKeyWords] = slot
    let entry = this.#find(this.#probe)
    if (entry < 0 || (this.#ids[entry] === 0 && !this.#mayLearn())) {
      this.#overLimit += 1
      this.#probe.fill(0, 0, flowKeyWords)
      entry = this.#find(this.#probe)
      if (entry < 0) return
    }
    if (this.#ids[entry] === 0) this.#learn(entry, slot)
    if (this.#seconds[entry] !== second) this.#emit(entry, second)
    this.#packets[entry] = (this.#packets[entry] ?? 0) + 1
    this.#bytes[entry] = (this.#bytes[entry] ?? 0) + bytes
  }

  /** Writes all seconds before `second`; Infinity writes everything. */
  flush(second: number): void {
    for (let entry = 0; entry < this.#capacity; entry++) {
      const since = this.#seconds[entry] ?? 0
      if (this.#ids[entry] !== 0 && since < second) this.#emit(entry, since)
    }
    if (this.#flowRows.length > 0) this.#sink.add('flow', this.#flowRows)
    if (this.#secondRows.length > 0) this.#sink.add('flow_second', this.#secondRows)
    this.#flowRows = []
    this.#secondRows = []
    if (this.#known > this.#limits.known * 0.9) this.#forgetSilent()
  }

  #beginSecond(second: number): void {
    this.#second = second
    this.#newInSecond = 0
  }

  #mayLearn(): boolean {
    const { known, newPerSecond } = this.#limits
    return this.#known < known && this.#newInSecond < newPerSecond
  }

  /** Entry of the key or the free one for it; -1 if there is none near. */
  #find(key: Uint32Array): number {
    let entry = this.#hash(key) & (this.#capacity - 1)
    for (let probes = 0; probes < maxProbes; probes++) {
      if (this.#ids[entry] === 0 || this.#holds(entry, key)) return entry
      entry = (entry + 1) & (this.#capacity - 1)
    }
    return -1
  }

  #holds(entry: number, key: Uint32Array): boolean {
    const at = entry * words
    for (let i = 0; i < words; i++) if (this.#keys[at + i] !== key[i]) return false
    return true
  }

  #hash(key: Uint32Array): number {
    let hash = this.#seed
    for (let i = 0; i < words; i++) {
      hash = Math.imul(hash ^ (key[i] ?? 0), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    return hash >>> 0
  }

  #learn(entry: number, slot: number): void {
    this.#keys.set(this.#probe, entry * words)
    this.#ids[entry] = ++this.#lastId
    this.#known += 1
    this.#newInSecond += 1
    const { netns, ifindex } = this.#interfaces.get(slot) ?? { netns: 0, ifindex: 0 }
    this.#flowRows.push({ id: this.#lastId, netns, ifindex, ...flowTuple(this.#probe) })
  }

  /** Writes what the entry holds and starts it anew at `second`. */
  #emit(entry: number, second: number): void {
    const packets = this.#packets[entry] ?? 0
    if (packets > 0) {
      this.#secondRows.push({
        flow: this.#ids[entry] ?? 0,
        at_ns: (this.#seconds[entry] ?? 0) * 1e9,
        packets,
        bytes: this.#bytes[entry] ?? 0,
      })
    }
    this.#seconds[entry] = second
    this.#packets[entry] = 0
    this.#bytes[entry] = 0
  }

  /** Rebuilds the table without flows that have been silent; should they come back they get a new id. */
  #forgetSilent(): void {
    const oldest = this.#second - forgetAfterS
    const kept: { key: Uint32Array; id: number; second: number; packets: number; bytes: number }[] =
      []
    for (let entry = 0; entry < this.#capacity; entry++) {
      const packets = this.#packets[entry] ?? 0
      const second = this.#seconds[entry] ?? 0
      if (this.#ids[entry] === 0 || (packets === 0 && second < oldest)) continue
      kept.push({
        key: this.#keys.slice(entry * words, (entry + 1) * words),
        id: this.#ids[entry] ?? 0,
        second,
        packets,
        bytes: this.#bytes[entry] ?? 0,
      })
    }
    this.#ids.fill(0)
    this.#packets.fill(0)
    this.#bytes.fill(0)
    for (const flow of kept) {
      const entry = this.#find(flow.key)
      if (entry < 0) continue
      this.#keys.set(flow.key, entry * words)
      this.#ids[entry] = flow.id
      this.#seconds[entry] = flow.second
      this.#packets[entry] = flow.packets
      this.#bytes[entry] = flow.bytes
    }
    this.#known = kept.length
  }
}
