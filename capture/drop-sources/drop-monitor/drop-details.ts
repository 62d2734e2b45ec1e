import { decodeDropHead } from '../../../session/packet/decode.js'
import { linkType } from '../../../session/packet/numbers.js'
import { dropRecord, unknownCpu } from '../../../session/drop-record.js'
import { detailBlocks, type DropBlock } from '../rows/detail-blocks.js'
import type { AlertKey } from './alert-keys.js'
import type { PacketAlert } from './decode-alert.js'

/** Details per key and 100 ms: BPF keeps 16 on each CPU. */
const detailBudget = 64
const budgetNs = 1e8
const initialRecords = 1024
const noOffset = 0xffff
const headStart = { mac: 1, network: 2 } as const

/** Drops in detail, as far as the budget of their key goes: a flood at one site must not bury the others. */
export class DropDetails {
  #records = new ArrayBuffer(initialRecords * dropRecord.size)
  #view = new DataView(this.#records)
  #bytes = new Uint8Array(this.#records)
  #count = 0
  #overBudget = 0

  get overBudget(): number {
    return this.#overBudget
  }

  add(alert: PacketAlert, key: AlertKey, flow: number, atNs: number, link: number): void {
    const fromNs = Math.floor(atNs / budgetNs) * budgetNs
    if (key.detailsFromNs !== fromNs) {
      key.detailsFromNs = fromNs
      key.details = 0
    }
    if (key.details >= detailBudget) {
      this.#overBudget += 1
      return
    }
    key.details += 1
    this.#write(alert, key.id, flow, atNs, link)
  }

  /** What was added since the last call. */
  take(): readonly DropBlock[] {
    const blocks = detailBlocks(this.#records.slice(0, this.#count * dropRecord.size), () => true)
    this.#count = 0
    return blocks
  }

  #write(alert: PacketAlert, key: number, flow: number, atNs: number, link: number): void {
    const at = this.#nextRecord()
    const head = alert.payload.subarray(0, dropRecord.headSize)
    const start = link === linkType.raw ? headStart.network : headStart.mac
    const { networkOffset, transportOffset } = decodeDropHead(head, start, noOffset, alert.protocol)
    const view = this.#view
    view.setFloat64(at + dropRecord.atNs, atNs, true)
    view.setUint32(at + dropRecord.key, key, true)
    view.setUint32(at + dropRecord.flow, flow, true)
    view.setUint32(at + dropRecord.length, alert.originalLength, true)
    view.setUint32(at + dropRecord.incomingIfindex, alert.ifindex, true)
    view.setUint16(at + dropRecord.cpu, unknownCpu, true)
    view.setUint16(at + dropRecord.networkOffset, within(networkOffset, head), true)
    view.setUint16(at + dropRecord.transportOffset, within(transportOffset, head), true)
    if (head.length === 0) return
    view.setUint8(at + dropRecord.headStart, start)
    view.setUint8(at + dropRecord.headLength, head.length)
    this.#bytes.set(head, at + dropRecord.head)
  }

  #nextRecord(): number {
    const at = this.#count * dropRecord.size
    if (at === this.#records.byteLength) {
      const larger = new ArrayBuffer(at * 2)
      const bytes = new Uint8Array(larger)
      bytes.set(this.#bytes)
      this.#records = larger
      this.#view = new DataView(larger)
      this.#bytes = bytes
    }
    this.#bytes.fill(0, at, at + dropRecord.size)
    this.#count += 1
    return at
  }
}

const within = (offset: number, head: Uint8Array): number =>
  offset < 0 || offset >= head.length ? noOffset : offset
