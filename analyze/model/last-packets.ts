/** How long before a dropped packet the one before it in the same flow was seen: a stall, a burst, or steady traffic. */
import { packetRecord, packetRecordSize } from '../../session/packet-record.js'
import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import type { DropGroup, DropSample } from '../artifacts/group.js'
import { FlowPairs } from '../impact/flow-pairs.js'
import { networksOf } from '../impact/networks.js'
import { PacketView } from '../impact/packet-view.js'
import type { Recorded } from '../artifacts/load-artifacts.js'

export interface GroupSample {
  readonly group: DropGroup
  readonly sample: DropSample
}

/** A packet further back is no part of the same exchange. */
const lookBackNs = 10e9
/** Blocks of some hundred kilobytes: so that a flow that was never captured does not cost the whole capture. */
const maxBlocks = 256

/** A dropped packet, and what tells it from others. */
interface Wanted {
  readonly sample: DropSample
  readonly flow: number
  readonly ipId: number
  readonly checksum: number
  readonly seq: number
  lastNs: number
}

/**
 * Milliseconds from the packet before, captured at any interface or dropped with details, to each sample. A sample is
 * left out if none was seen in the ten seconds before.
 */
export async function sinceLastPacket(
  reader: SessionReader,
  { host }: Pick<Recorded, 'host'>,
  samples: readonly GroupSample[],
): Promise<ReadonlyMap<DropSample, number>> {
  const networks = networksOf(host?.facts.netns.keys() ?? [], host?.facts.interfaces ?? [])
  const networkOf = (netns: number | null): number => networks.get(netns ?? 1) ?? netns ?? 1
  const flows = new FlowPairs(Math.max(1, samples.length))
  const wanted = samples.flatMap((one) => wantedOf(one, flows, networkOf) ?? [])
  await lookInCapture(reader, wanted, flows, networkOf)
  return new Map(
    wanted
      .filter(({ lastNs }) => lastNs >= 0)
      .map(({ sample, lastNs }) => [sample, (sample.atNs - lastNs) / 1e6]),
  )
}

/** undefined for what is not IP. Begins with the dropped packets of its own group, which is one flow. */
function wantedOf(
  { group, sample }: GroupSample,
  flows: FlowPairs,
  networkOf: (netns: number | null) => number,
): Wanted | undefined {
  const view = new PacketView()
  const network = sample.headers?.networkOffset ?? -1
  if (network < 0 || !view.readIp(sample.head, network, sample.head.length)) return undefined
  const { ipId, checksum, seq } = view
  const flow = flows.add(view.key, networkOf(group.netns))
  const wanted = { sample, flow, ipId, checksum, seq, lastNs: -1 }
  for (const { atNs, head, headers } of group.flow === undefined ? [] : group.samples) {
    const at = headers?.networkOffset ?? -1
    if (at >= 0 && view.readIp(head, at, head.length)) see(wanted, view, atNs)
  }
  return wanted
}

/** A captured copy of the dropped packet itself is not the one before it. */
function see(wanted: Wanted, view: PacketView, atNs: number): void {
  const { sample, ipId, checksum, seq, lastNs } = wanted
  if (atNs >= sample.atNs || atNs <= lastNs || atNs < sample.atNs - lookBackNs) return
  if (view.ipId === ipId && view.checksum === checksum && view.seq === seq) return
  wanted.lastNs = atNs
}

type BlockPlace = Pick<Row<'packet_block'>, 'id' | 'netns' | 'link_type' | 'from_ns' | 'to_ns'>

/** Reads blocks backwards from the samples, and no further than the packet before each. */
async function lookInCapture(
  reader: SessionReader,
  wanted: readonly Wanted[],
  flows: FlowPairs,
  networkOf: (netns: number) => number,
): Promise<void> {
  if (wanted.length === 0) return
  const byFlow = new Map<number, Wanted[]>()
  for (const one of wanted) byFlow.set(one.flow, [...(byFlow.get(one.flow) ?? []), one])
  const places = (await reader.query(
    'SELECT id, netns, link_type, from_ns, to_ns FROM packet_block ORDER BY to_ns DESC, id DESC',
  )) as unknown as readonly BlockPlace[]
  let read = 0
  for (const place of places) {
    if (read === maxBlocks) return
    if (!wanted.some((one) => mayHold(place, one))) continue
    read += 1
    for await (const { data } of reader.blocks('packet_block', { id: place.id }))
      readBlock(data, place, byFlow, flows, networkOf(place.netns))
  }
}

const mayHold = ({ from_ns, to_ns }: BlockPlace, { sample, lastNs }: Wanted): boolean =>
  from_ns < sample.atNs && to_ns > Math.max(lastNs, sample.atNs - lookBackNs)

/** What is damaged behind a record is left out, as everywhere in the analysis. */
function readBlock(
  data: Uint8Array,
  { link_type }: BlockPlace,
  byFlow: ReadonlyMap<number, readonly Wanted[]>,
  flows: FlowPairs,
  network: number,
): void {
  const fields = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const view = new PacketView()
  for (let at = 0; at + packetRecord.headerSize <= data.length;) {
    const captured = fields.getUint32(at + packetRecord.captured, true)
    const start = at + packetRecord.headerSize
    if (captured > data.length - start) return
    if (view.read(data, start, start + captured, link_type)) {
      const flow = flows.find(view.key, network)
      const atNs = fields.getFloat64(at + packetRecord.atNs, true)
      for (const one of byFlow.get(flow) ?? []) see(one, view, atNs)
    }
    at += packetRecordSize(captured)
  }
}
