/** Packets of the busiest flows in 100 ms, from the captured packets. */
import { capturedPackets } from '../../session/captured-packets.js'
import {
  flowKeyWords,
  flowTuple,
  readFlowKey,
  type FlowTuple,
} from '../../session/packet/flow-key.js'
import type { SessionReader } from '../../session/reader.js'
import type { Traffic } from '../artifacts/traffic.js'
import { binNs, type Window } from './series.js'

export interface FlowSeries {
  /** flow.id of the first interface it was seen on. */
  readonly id: number
  readonly flow: FlowTuple
  readonly series: Float64Array
}

const busiest = 40
/** Beyond this, counting them again takes too long. */
const maxPackets = 1_000_000

/** A packet that is seen on several interfaces counts on each: that changes no shape. `netns` null = all of them. */
export async function flowSeries(
  reader: SessionReader,
  traffic: Traffic,
  netns: number | null,
  window: Window,
): Promise<FlowSeries[]> {
  const made = new Map<string, FlowSeries & { packets: number }>()
  for (const { id, packets, ...flow } of traffic.flows) {
    if (netns !== null && flow.netns !== netns) continue
    const key = nameOf(flow)
    const known = made.get(key)
    if (known === undefined)
      made.set(key, { id, flow, packets, series: new Float64Array(window.bins) })
    else known.packets += packets
  }
  const kept = [...made]
    .sort(([, a], [, b]) => b.packets - a.packets || a.id - b.id)
    .slice(0, busiest)
  if (traffic.packets > maxPackets || kept.length === 0) return []
  await count(reader, netns, window, new Map(kept))
  return kept.map(([, series]) => series)
}

async function count(
  reader: SessionReader,
  netns: number | null,
  window: Window,
  flows: ReadonlyMap<string, FlowSeries>,
): Promise<void> {
  const key = new Uint32Array(flowKeyWords)
  const toNs = window.fromNs + window.bins * binNs
  for await (const block of reader.passingPackets(netns === null ? {} : { netns })) {
    if (block.to_ns < window.fromNs || block.from_ns > toNs) continue
    const packets = capturedPackets(block.data)
    for (let i = 0; i < packets.count; i++) {
      const bin = Math.floor((packets.atNs(i) - window.fromNs) / binNs)
      if (bin < 0 || bin >= window.bins) continue
      const bytes = packets.bytes(i)
      readFlowKey(bytes, 0, bytes.length, block.link_type, key)
      const series = flows.get(nameOf(flowTuple(key)))?.series
      if (series !== undefined) series[bin] = (series[bin] ?? 0) + 1
    }
  }
}

const nameOf = ({ proto, src, sport, dst, dport, protocol }: FlowTuple): string =>
  `${protocol} ${proto} ${src} ${sport} ${dst} ${dport}`
