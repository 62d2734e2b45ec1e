import { dropRecord } from '../../../session/drop-record.js'

const firstRecords = 256
const commBytes = 16

/** Drop details of one poll, in the layout of drop-record.ts: what a trace event tells, the rest zero. */
export class DetailRecords {
  #buffer = new ArrayBuffer(firstRecords * dropRecord.size)
  #view = new DataView(this.#buffer)
  #count = 0

  /** Returns the record's index. */
  add(atNs: number, key: number, cpu: number, pid: number): number {
    if ((this.#count + 1) * dropRecord.size > this.#buffer.byteLength) this.#grow()
    const at = this.#count * dropRecord.size
    this.#view.setFloat64(at + dropRecord.atNs, atNs, true)
    this.#view.setUint32(at + dropRecord.key, key, true)
    this.#view.setUint16(at + dropRecord.cpu, cpu, true)
    this.#view.setUint32(at + dropRecord.pid, pid, true)
    this.#view.setUint16(at + dropRecord.networkOffset, notWithin, true)
    this.#view.setUint16(at + dropRecord.transportOffset, notWithin, true)
    return this.#count++
  }

  setStack(index: number, stack: number): void {
    this.#view.setUint32(index * dropRecord.size + dropRecord.stack, stack, true)
  }

  get pids(): ReadonlySet<number> {
    const pids = new Set<number>()
    for (let at = 0; at < this.#count * dropRecord.size; at += dropRecord.size)
      pids.add(this.#view.getUint32(at + dropRecord.pid, true))
    return pids
  }

  /** Hands all records over, with these command names, and begins anew. */
  take(names: ReadonlyMap<number, string>): ArrayBuffer {
    for (let at = 0; at < this.#count * dropRecord.size; at += dropRecord.size) {
      const name = names.get(this.#view.getUint32(at + dropRecord.pid, true)) ?? ''
      const bytes = new Uint8Array(this.#buffer, at + dropRecord.comm, commBytes - 1)
      new TextEncoder().encodeInto(name, bytes)
    }
    const records = this.#buffer.slice(0, this.#count * dropRecord.size)
    new Uint8Array(this.#buffer).fill(0, 0, this.#count * dropRecord.size)
    this.#count = 0
    return records
  }

  #grow(): void {
    const larger = new Uint8Array(this.#buffer.byteLength * 2)
    larger.set(new Uint8Array(this.#buffer))
    this.#buffer = larger.buffer
    this.#view = new DataView(this.#buffer)
  }
}

const notWithin = 0xffff
