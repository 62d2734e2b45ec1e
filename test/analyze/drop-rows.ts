/** Rows of drops: keys, exact counts, flows and details as the kernel's records. */
import { dropRecord } from '../../session/drop-record.js'
import type { Row } from '../../session/tables.js'
import { frameOf, numberOf } from './packet-bytes.js'
import type { DropLiteral, FlowLiteral } from './session-literal.js'
import type { Ids } from './session-ids.js'

export interface DropRows {
  readonly key: Row<'drop_key'>[]
  readonly count: Row<'drop_count'>[]
  readonly flow: Row<'drop_flow'>[]
  readonly flowCount: Row<'drop_flow_count'>[]
  /** By source. */
  readonly records: Map<Row<'drop_key'>['source'], Uint8Array[]>
}

const defaultPacket = { sport: 4000, dport: 53 }
const isV6 = (flow: FlowLiteral): boolean => flow.src?.includes(':') === true

export function dropRows(
  drops: readonly DropLiteral[],
  ids: Ids,
  source: Row<'drop_key'>['source'],
): DropRows {
  const rows: DropRows = { key: [], count: [], flow: [], flowCount: [], records: new Map() }
  for (const [index, drop] of drops.entries()) {
    const key = index + 1
    const flows = flowsOf(drop)
    const [first] = flows
    const netns = drop.netns === null ? null : ids.netns(drop.netns)
    const ifindex = ids.ifindex(drop.netns ?? 'host', drop.device ?? 'eth0')
    const protocol = drop.protocol ?? (first !== undefined && isV6(first) ? 0x86dd : 0x0800)
    const { reason = 'NOT_SPECIFIED', masked = false } = drop
    const site = ids.symbol(drop.site ?? '')
    rows.key.push({
      id: key,
      source: drop.source ?? source,
      site,
      reason,
      netns,
      ifindex,
      protocol,
      trap: drop.trap ?? '',
      masked: masked ? 1 : 0,
    })
    const at_ns = (drop.atMs ?? 1000) * 1e6
    rows.count.push({ key, at_ns, drops: drop.drops, bytes: drop.drops * 100 })
    const records = recordsOf(rows, drop.source ?? source)
    if (flows.length === 0) records.push(...details(drop, drop.drops, key, 0, undefined, ids))
    for (const flow of flows) {
      const id = rows.flow.length + 1
      rows.flow.push(flowRow(id, key, flow))
      rows.flowCount.push({ flow: id, at_ns, drops: flow.drops, bytes: flow.drops * 100 })
      records.push(...details(drop, flow.drops, key, id, flow, ids))
    }
  }
  return rows
}

function recordsOf(rows: DropRows, source: Row<'drop_key'>['source']): Uint8Array[] {
  let records = rows.records.get(source)
  if (records === undefined) rows.records.set(source, (records = []))
  return records
}

function flowsOf(drop: DropLiteral): readonly FlowLiteral[] {
  if (drop.flows !== undefined) return drop.flows
  if (drop.packet === null || drop.protocol !== undefined) return []
  return [{ ...defaultPacket, ...drop.packet, drops: drop.drops }]
}

const flowRow = (id: number, key: number, flow: FlowLiteral): Row<'drop_flow'> => ({
  id,
  key,
  family: isV6(flow) ? 6 : 4,
  proto: numberOf(flow.proto),
  src: flow.src ?? '192.0.2.1',
  sport: flow.sport ?? 0,
  dst: flow.dst ?? '192.0.2.2',
  dport: flow.dport ?? 0,
  tcp_flags: flow.tcpFlags ?? 0,
})

function details(
  drop: DropLiteral,
  drops: number,
  key: number,
  flow: number,
  packet: FlowLiteral | undefined,
  ids: Ids,
): Uint8Array[] {
  const { cpus = [0] } = drop
  return Array.from({ length: Math.min(drops, drop.details ?? 4) }, (_, i) =>
    record(drop, key, flow, cpus[i % cpus.length] ?? 0, packet, ids),
  )
}

function record(
  drop: DropLiteral,
  key: number,
  flow: number,
  cpu: number,
  packet: FlowLiteral | undefined,
  ids: Ids,
): Uint8Array {
  const bytes = new Uint8Array(dropRecord.size)
  const view = new DataView(bytes.buffer)
  const r = dropRecord
  const u8 = (field: number, value: number) => view.setUint8(field, value)
  const u16 = (field: number, value: number) => view.setUint16(field, value, true)
  const u32 = (field: number, value: number) => view.setUint32(field, value, true)
  const head = drop.head ?? (packet === undefined ? undefined : frameOf(packet))
  const incoming = drop.incoming ?? drop.device ?? 'eth0'
  view.setFloat64(r.atNs, (drop.atMs ?? 1000) * 1e6, true)
  u32(r.key, key)
  u32(r.flow, flow)
  u32(r.stack, ids.stack(drop.stack ?? []))
  u32(r.length, drop.length ?? head?.length ?? 100)
  u32(r.incomingIfindex, ids.ifindex(drop.netns ?? 'host', incoming))
  u16(r.cpu, cpu)
  u8(r.packetType, drop.packetType ?? 0)
  u16(r.networkOffset, 0xffff)
  u16(r.transportOffset, 0xffff)
  if (head !== undefined) {
    const kept = head.subarray(0, r.headSize)
    u8(r.headStart, 1)
    u8(r.headLength, kept.length)
    u16(r.networkOffset, 14)
    bytes.set(kept, r.head)
  }
  const { socket } = drop
  if (socket !== undefined) {
    u8(r.socketOrigin, 1)
    u8(r.socketState, socket.state ?? 7)
    view.setFloat64(r.socketInode, socket.inode ?? 0, true)
    u16(r.socketFamily, socket.family ?? 2)
    u16(r.socketProtocol, socket.protocol ?? 17)
    u32(r.socketRcvbuf, socket.rcvbuf ?? 0)
    u32(r.socketRmem, socket.rmem ?? 0)
  }
  return bytes
}

/** One block of all details of a source. */
export function dropBlock(
  id: number,
  records: readonly Uint8Array[],
  source: Row<'drop_block'>['source'],
): Row<'drop_block'> {
  const data = new Uint8Array(records.length * dropRecord.size)
  for (const [i, bytes] of records.entries()) data.set(bytes, i * dropRecord.size)
  return { id, source, from_ns: 0, to_ns: 9e9, records: records.length, data }
}
