import { dropRecord } from '../../session/drop-record.js'
import { ipProtocol, tcpFlag } from '../../session/packet/numbers.js'
import type { SessionReader } from '../../session/reader.js'
import type { DropGroup } from '../artifacts/group.js'
import type { FlowPairs } from './flow-pairs.js'
import { float64List, int32List, uint32List } from '../artifacts/number-list.js'
import { PacketView } from './packet-view.js'

/** Details looked for in the traffic, for each group: a storm of one flow needs no more to be understood. */
const perTcpGroup = 4096
/** Of other protocols a detail only tells where along the way the flow was seen. */
const perOtherGroup = 64
const inAll = 262_144

/** Dropped packets whose headers were kept, as columns; a row is a packet, by number. */
export class DroppedPackets {
  readonly #atNs = float64List()
  readonly #group = int32List()
  readonly #flow = int32List()
  readonly #seq = uint32List()
  readonly #ack = uint32List()
  readonly #length = int32List()
  readonly #flags = int32List()
  readonly #ipId = int32List()
  readonly #checksum = int32List()
  readonly #incoming = int32List()
  /** Numbers of packets in order of flow and sequence number. */
  #order = new Int32Array(0)
  /** Segments in order of sequence number. */
  #bySeq = new Int32Array(0)
  #longest = 0
  readonly #first = new Map<number, readonly [from: number, to: number, longest: number]>()
  /** Details kept by group, those beyond the limits included. */
  readonly detailsOf = new Map<number, number>()
  readonly #ofGroup = new Map<number, number[]>()

  get count(): number {
    return this.#atNs.length
  }

  atNs = (i: number): number => this.#atNs.at(i)
  group = (i: number): number => this.#group.at(i)
  flow = (i: number): number => this.#flow.at(i)
  seq = (i: number): number => this.#seq.at(i)
  ack = (i: number): number => this.#ack.at(i)
  /** Sequence numbers it takes: data, SYN and FIN. */
  length = (i: number): number => this.#length.at(i)
  /** TCP flags; -1 if not TCP. */
  flags = (i: number): number => this.#flags.at(i)
  /** -1 for IPv6. */
  ipId = (i: number): number => this.#ipId.at(i)
  checksum = (i: number): number => this.#checksum.at(i)
  /** Interface it came in on, 0 if made on this host. */
  incoming = (i: number): number => this.#incoming.at(i)

  add(view: PacketView, group: DropGroup, flow: number, atNs: number, incoming: number): void {
    const own = this.#ofGroup.get(group.id)
    const most = view.proto === ipProtocol.tcp ? perTcpGroup : perOtherGroup
    if ((own?.length ?? 0) >= most || this.count >= inAll) return
    if (own === undefined) this.#ofGroup.set(group.id, [this.count])
    else own.push(this.count)
    this.#atNs.push(atNs)
    this.#group.push(group.id)
    this.#flow.push(flow)
    this.#seq.push(view.seq)
    this.#ack.push(view.ack)
    this.#length.push(view.flags < 0 ? 0 : sequenceLength(view))
    this.#flags.push(view.flags)
    this.#ipId.push(view.ipId)
    this.#checksum.push(view.checksum)
    this.#incoming.push(incoming)
  }

  sort(): void {
    this.#order = Int32Array.from({ length: this.count }, (_, i) => i).sort(
      (a, b) => this.flow(a) - this.flow(b) || this.seq(a) - this.seq(b) || a - b,
    )
    this.#bySeq = this.#order
      .filter((i) => this.length(i) > 0)
      .sort((a, b) => this.seq(a) - this.seq(b) || a - b)
    this.#longest = this.#bySeq.reduce((longest, i) => Math.max(longest, this.length(i)), 0)
    for (let from = 0; from < this.count;) {
      const flow = this.flow(this.#order[from] ?? 0)
      let longest = 0
      let to = from
      for (; to < this.count && this.flow(this.#order[to] ?? 0) === flow; to++)
        longest = Math.max(longest, this.length(this.#order[to] ?? 0))
      this.#first.set(flow, [from, to, longest])
      from = to
    }
  }

  /** Those of a group, in order of time. */
  ofGroup(group: number): readonly number[] {
    return this.#ofGroup.get(group) ?? []
  }

  /** Segments of any flow that may overlap a range of sequence numbers: a few more than do. */
  nearSeq(seq: number, length: number): readonly number[] {
    const found: number[] = []
    const low = (seq - this.#longest) >>> 0
    const all = this.#bySeq
    let at = lowerBound(all, 0, all.length, this.seq, low)
    for (let n = all.length; n > 0; n--, at++) {
      if (at === all.length) at = 0
      const i = all[at] ?? 0
      if ((this.seq(i) - low) >>> 0 >= this.#longest + length) break
      found.push(i)
    }
    return found
  }

  hasFlow(flow: number): boolean {
    return this.#first.has(flow)
  }

  get flows(): Iterable<number> {
    return this.#first.keys()
  }

  /** All dropped packets of a flow in order of sequence number. */
  ofFlow(flow: number): Int32Array {
    const [from, to] = this.#first.get(flow) ?? [0, 0]
    return this.#order.subarray(from, to)
  }

  /** Is any byte from `seq` on, `length` long, one that was dropped? */
  overlaps(flow: number, seq: number, length: number): boolean {
    const span = this.#first.get(flow)
    if (span === undefined) return false
    const [from, to, longest] = span
    const low = (seq - longest) >>> 0
    let at = lowerBound(this.#order, from, to, this.seq, low)
    for (let n = to - from; n > 0; n--) {
      if (at === to) at = from
      const i = this.#order[at++] ?? 0
      const distance = (this.seq(i) - low) >>> 0
      if (distance >= longest + length) return false
      if (this.length(i) > Math.max(0, longest - distance)) return true
    }
    return false
  }

  hasSeq(flow: number, seq: number): boolean {
    const span = this.#first.get(flow)
    if (span === undefined) return false
    const at = lowerBound(this.#order, span[0], span[1], this.seq, seq)
    return at < span[1] && this.seq(this.#order[at] ?? 0) === seq
  }
}

/** First place in `list` from `from` up to `to` whose value is not below `value`; values ascend. */
function lowerBound(
  list: Int32Array,
  from: number,
  to: number,
  valueOf: (entry: number) => number,
  value: number,
): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if (valueOf(list[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Sequence numbers a segment takes. */
export const sequenceLength = (view: PacketView): number =>
  view.dataLength + (view.flags & tcpFlag.syn ? 1 : 0) + (view.flags & tcpFlag.fin ? 1 : 0)

/**
 * Reads the headers of dropped packets. Flows are numbered in `flows`; `networkOf` tells the network of a namespace
 * (null = the packet belonged to none).
 */
export async function loadDroppedPackets(
  reader: SessionReader,
  source: string,
  groups: readonly DropGroup[],
  flows: FlowPairs,
  networkOf: (netns: number | null) => number,
): Promise<DroppedPackets> {
  const byKeyAndFlow = new Map(groups.map((g) => [`${g.key} ${g.flowId}`, g]))
  const dropped = new DroppedPackets()
  const view = new PacketView()
  const r = dropRecord
  for await (const block of reader.blocks('drop_block')) {
    if (block.source !== source) continue
    const { data } = block
    const fields = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const records = Math.min(block.records, Math.floor(data.byteLength / r.size))
    for (let i = 0; i < records; i++) {
      const at = i * r.size
      const key = fields.getUint32(at + r.key, true)
      const flowId = fields.getUint32(at + r.flow, true)
      const group = byKeyAndFlow.get(`${key} ${flowId}`) ?? byKeyAndFlow.get(`${key} 0`)
      if (group === undefined) continue
      dropped.detailsOf.set(group.id, (dropped.detailsOf.get(group.id) ?? 0) + 1)
      const network = networkHeader(fields, at)
      const end = at + r.head + Math.min(r.headSize, fields.getUint8(at + r.headLength))
      if (network < 0 || !view.readIp(data, network, end)) continue
      const flow = flows.add(view.key, networkOf(group.netns))
      if (flow < 0) continue
      const incoming = fields.getUint32(at + r.incomingIfindex, true)
      dropped.add(view, group, flow, fields.getFloat64(at + r.atNs, true), incoming)
    }
  }
  dropped.sort()
  return dropped
}

/** Offset of the IP header in a drop block, -1 if it was not kept. */
function networkHeader(fields: DataView, at: number): number {
  const start = fields.getUint8(at + dropRecord.headStart)
  if (start === 2) return at + dropRecord.head
  const offset = fields.getUint16(at + dropRecord.networkOffset, true)
  return start === 1 && offset < dropRecord.headSize ? at + dropRecord.head + offset : -1
}
