/** What each flow carried, summed up from its seconds. */
export class FlowSums {
  readonly #place: ReadonlyMap<number, number>
  readonly #packets: Float64Array
  readonly #bytes: Float64Array
  readonly #fromNs: Float64Array
  readonly #toNs: Float64Array

  constructor(ids: readonly number[]) {
    this.#place = new Map(ids.map((id, i) => [id, i]))
    this.#packets = new Float64Array(ids.length)
    this.#bytes = new Float64Array(ids.length)
    this.#fromNs = new Float64Array(ids.length).fill(Infinity)
    this.#toNs = new Float64Array(ids.length).fill(-Infinity)
  }

  add(flow: number, atNs: number, packets: number, bytes: number): void {
    const i = this.#place.get(flow)
    if (i === undefined) return
    this.#packets[i] = (this.#packets[i] ?? 0) + packets
    this.#bytes[i] = (this.#bytes[i] ?? 0) + bytes
    this.#fromNs[i] = Math.min(this.#fromNs[i] ?? Infinity, atNs)
    this.#toNs[i] = Math.max(this.#toNs[i] ?? -Infinity, atNs)
  }

  /** `toNs`: beginning of its last second. undefined if it has none. */
  of(flow: number):
    | {
        readonly packets: number
        readonly bytes: number
        readonly fromNs: number
        readonly toNs: number
      }
    | undefined {
    const i = this.#place.get(flow)
    if (i === undefined || this.#toNs[i] === -Infinity) return undefined
    return {
      packets: this.#packets[i] ?? 0,
      bytes: this.#bytes[i] ?? 0,
      fromNs: this.#fromNs[i] ?? 0,
      toNs: this.#toNs[i] ?? 0,
    }
  }
}
