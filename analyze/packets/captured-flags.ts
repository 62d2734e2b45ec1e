/** Which flags captured TCP segments had: counted only where a drop source told none. */
import { packetRecord, packetRecordSize } from '../../session/packet-record.js'
import { uint16 } from '../../session/packet/link-layer.js'
import { ipProtocol, tcpFlag } from '../../session/packet/numbers.js'
import type { SessionReader } from '../../session/reader.js'
import { PacketView } from '../impact/packet-view.js'
import type { TrafficFlow } from '../artifacts/traffic.js'

/** What kind of segment: as the causes tell them apart. */
const kinds = [tcpFlag.syn, tcpFlag.rst, tcpFlag.fin | tcpFlag.ack, tcpFlag.ack] as const

/** Segments of a flow on one interface, by flags. */
export type CapturedFlags = (flow: TrafficFlow) => ReadonlyMap<number, number>

export async function loadCapturedFlags(reader: SessionReader): Promise<CapturedFlags> {
  const counts = new Map<string, Map<number, number>>()
  const view = new PacketView()
  for await (const block of reader.passingPackets()) {
    const { data } = block
    const fields = new DataView(data.buffer, data.byteOffset, data.byteLength)
    for (let at = 0; at + packetRecord.headerSize <= data.length;) {
      const captured = fields.getUint32(at + packetRecord.captured, true)
      const start = at + packetRecord.headerSize
      if (captured > data.length - start) break
      const isRead = view.read(data, start, start + captured, block.link_type)
      if (isRead && view.proto === ipProtocol.tcp && view.flags >= 0) {
        const sport = uint16(data, view.transport)
        const dport = uint16(data, view.transport + 2)
        const key = `${block.netns} ${block.ifindex} ${view.family} ${sport} ${dport}`
        const ofFlow = counts.get(key) ?? new Map<number, number>()
        counts.set(key, ofFlow)
        const kind = kindOf(view.flags)
        ofFlow.set(kind, (ofFlow.get(kind) ?? 0) + 1)
      }
      at += packetRecordSize(captured)
    }
  }
  const none = new Map<number, number>()
  return ({ netns, ifindex, family, sport, dport }) =>
    counts.get(`${netns} ${ifindex} ${family} ${sport} ${dport}`) ?? none
}

function kindOf(flags: number): number {
  if ((flags & (tcpFlag.syn | tcpFlag.ack | tcpFlag.rst)) === tcpFlag.syn) return kinds[0]
  if ((flags & tcpFlag.rst) !== 0) return kinds[1]
  return (flags & tcpFlag.fin) !== 0 ? kinds[2] : kinds[3]
}
