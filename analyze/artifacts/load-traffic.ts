import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import { FlowSums } from './flow-sums.js'
import { Traffic, type TrafficFlow, type TrafficSecond } from './traffic.js'

const secondNs = 1e9

/** Captured flows and the traffic of each second, in one pass. */
export async function loadTraffic(
  reader: SessionReader,
  capture: readonly Row<'capture'>[],
): Promise<Traffic> {
  const flows = await reader.rows('flow')
  const sums = new FlowSums(flows.map(({ id }) => id))
  const seconds = new Map<number, { -readonly [K in keyof TrafficSecond]: number }>()
  for await (const { count, columns } of reader.numbers('flow_second', [
    'flow',
    'at_ns',
    'packets',
    'bytes',
  ])) {
    const [ids, times, packetsOf, bytesOf] = columns
    for (let i = 0; i < count; i++) {
      const atNs = times?.[i] ?? 0
      const packets = packetsOf?.[i] ?? 0
      const bytes = bytesOf?.[i] ?? 0
      sums.add(ids?.[i] ?? -1, atNs, packets, bytes)
      const second = seconds.get(atNs)
      if (second === undefined) seconds.set(atNs, { atNs, packets, bytes })
      else {
        second.packets += packets
        second.bytes += bytes
      }
    }
  }
  const seen = flows.flatMap((row): TrafficFlow[] => {
    const sum = sums.of(row.id)
    if (sum === undefined) return []
    const { id, netns, ifindex, protocol, family, proto, src, sport, dst, dport } = row
    const passed = { ...sum, toNs: sum.toNs + secondNs }
    return [{ id, netns, ifindex, protocol, family, proto, src, sport, dst, dport, ...passed }]
  })
  const total = (field: 'received' | 'lost'): number =>
    capture.reduce((sum, row) => sum + row[field], 0)
  const inTime = [...seconds.values()].sort((a, b) => a.atNs - b.atNs)
  return new Traffic(seen, total('received'), total('lost'), inTime)
}
