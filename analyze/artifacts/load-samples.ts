import { dropRecord, unknownCpu } from '../../session/drop-record.js'
import { decodeDropHead } from '../../session/packet/decode.js'
import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import type { DropSample, SampleSocket } from './group.js'
import { SocketRuns } from './socket-runs.js'
import { plainSymbol } from '../kernel/symbols.js'

/** Samples kept by flow, and by key for drops whose flow is not known. Enough to decide and to show. */
const samplesPerFlow = 8
const samplesPerKey = 24

export interface LoadedDetails {
  /** 'flow 12' or 'key 3' → samples. */
  readonly samples: ReadonlyMap<string, readonly DropSample[]>
  /** By the same names. */
  readonly sockets: SocketRuns
  /** Details by CPU and 100 ms: cpu → start of bucket → details. */
  readonly cpus: ReadonlyMap<number, ReadonlyMap<number, number>>
  readonly details: number
}

/**
 * Reads the details of one source, and of hardware drops, block by block; only the kept samples become objects.
 */
export async function loadDetails(reader: SessionReader, source: string): Promise<LoadedDetails> {
  const symbolNames = new Map((await reader.rows('symbol')).map((s) => [s.id, plainSymbol(s.name)]))
  const stacks = new Map(
    (await reader.rows('stack')).map((s) => [s.id, frameNames(s.frames, symbolNames)]),
  )
  const keys = await reader.rows('drop_key')
  const protocols = new Map(keys.map((k) => [k.id, k.protocol]))
  const trapped = new Set(keys.filter((k) => k.trap !== '').map((k) => k.id))
  const samples = new Map<string, DropSample[]>()
  const sockets = new SocketRuns()
  const cpus = new Map<number, Map<number, number>>()
  let details = 0
  for await (const block of reader.blocks('drop_block')) {
    if (block.source !== source && trapped.size === 0) continue
    const { data } = block
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const records = Math.min(block.records, Math.floor(data.byteLength / dropRecord.size))
    for (let i = 0; i < records; i++) {
      const at = i * dropRecord.size
      const key = view.getUint32(at + dropRecord.key, true)
      if (block.source !== source && !trapped.has(key)) continue
      details += 1
      if (tellsCpu(block.source))
        countCpu(cpus, view.getUint16(at + dropRecord.cpu, true), view.getFloat64(at, true))
      const flow = view.getUint32(at + dropRecord.flow, true)
      const sample = (): DropSample => sampleAt(view, at, stacks, protocols.get(key) ?? 0)
      const inode = view.getUint8(at + dropRecord.socketOrigin) === 0 ? 0 : inodeAt(view, at)
      for (const [name, limit] of [
        [`flow ${flow}`, flow === 0 ? 0 : samplesPerFlow],
        [`key ${key}`, samplesPerKey],
      ] as const) {
        const isNewSocket = limit > 0 && sockets.add(name, inode, view.getFloat64(at, true))
        keep(samples, name, isNewSocket ? Infinity : limit, sample)
      }
    }
  }
  return { samples, sockets, cpus, details }
}

/** NET_DM's alerts do not say on which CPU a packet was dropped. */
const tellsCpu = (source: Row<'drop_block'>['source']): boolean => source !== 'drop-monitor'

function frameNames(json: string, names: ReadonlyMap<number, string>): readonly string[] {
  const frames: unknown = JSON.parse(json)
  return Array.isArray(frames) ? frames.map((id) => names.get(Number(id)) ?? '') : []
}

function countCpu(cpus: Map<number, Map<number, number>>, cpu: number, atNs: number): void {
  if (cpu === unknownCpu) return
  let row = cpus.get(cpu)
  if (row === undefined) cpus.set(cpu, (row = new Map<number, number>()))
  const bucket = Math.floor(atNs / 1e8) * 1e8
  row.set(bucket, (row.get(bucket) ?? 0) + 1)
}

function keep(
  samples: Map<string, DropSample[]>,
  name: string,
  limit: number,
  sample: () => DropSample,
): void {
  const list = samples.get(name)
  if (list === undefined) {
    if (limit > 0) samples.set(name, [sample()])
  } else if (list.length < limit) list.push(sample())
}

const headStarts = ['none', 'mac', 'network'] as const

function sampleAt(
  view: DataView,
  at: number,
  stacks: ReadonlyMap<number, readonly string[]>,
  protocol: number,
): DropSample {
  const u8 = (field: number): number => view.getUint8(at + field)
  const u16 = (field: number): number => view.getUint16(at + field, true)
  const u32 = (field: number): number => view.getUint32(at + field, true)
  const r = dropRecord
  const headStart = headStarts[u8(r.headStart)] ?? 'none'
  const length = Math.min(u8(r.headLength), r.headSize)
  // a copy: the block's memory is let go
  const head = new Uint8Array(view.buffer, view.byteOffset + at + r.head, length).slice()
  return {
    atNs: view.getFloat64(at + r.atNs, true),
    cpu: u16(r.cpu),
    length: u32(r.length),
    gsoSegments: u16(r.gsoSegments),
    incomingIfindex: u32(r.incomingIfindex),
    packetType: u8(r.packetType),
    headers:
      headStart === 'none' || length === 0
        ? undefined
        : decodeDropHead(head, u8(r.headStart), u16(r.networkOffset), protocol),
    head,
    headStart,
    ipSummed: u8(r.ipSummed),
    socket: u8(r.socketOrigin) === 0 ? undefined : socketAt(view, at),
    stack: stacks.get(u32(r.stack)) ?? [],
  }
}

const inodeAt = (view: DataView, at: number): number =>
  view.getFloat64(at + dropRecord.socketInode, true)

function socketAt(view: DataView, at: number): SampleSocket {
  const r = dropRecord
  return {
    inode: inodeAt(view, at),
    family: view.getUint16(at + r.socketFamily, true),
    protocol: view.getUint16(at + r.socketProtocol, true),
    state: view.getUint8(at + r.socketState),
    localPort: view.getUint16(at + r.socketLocalPort, true),
    remotePort: view.getUint16(at + r.socketRemotePort, true),
    rcvbuf: view.getUint32(at + r.socketRcvbuf, true),
    rmem: view.getUint32(at + r.socketRmem, true),
  }
}
