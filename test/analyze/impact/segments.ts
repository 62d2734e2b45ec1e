/** TCP and UDP packets as a test needs them, and sessions in which they were captured or dropped. */
import ipaddr from 'ipaddr.js'
import type { Impact, Severity } from '../../../analyze/finding.js'
import { impactOfCase } from '../../../analyze/impact/impact-of-case.js'
import { loadImpactContext, type ImpactContext } from '../../../analyze/impact/impact-context.js'
import { loadArtifacts } from '../../../analyze/artifacts/load-artifacts.js'
import { loadGroups } from '../../../analyze/artifacts/load-groups.js'
import { loadDetails } from '../../../analyze/artifacts/load-samples.js'
import { loadTrust } from '../../../analyze/model/trust.js'
import { packetRecord, packetRecordSize } from '../../../session/packet-record.js'
import type { SessionReader } from '../../../session/reader.js'
import type { Row } from '../../../session/tables.js'
import { withSession } from '../session-builder.js'
import type { DropLiteral, SessionLiteral } from '../session-literal.js'

export const client = '192.0.2.1'
export const server = '192.0.2.2'

export interface Segment {
  readonly seq?: number
  readonly ack?: number
  /** FIN 1, SYN 2, RST 4, ACK 16. */
  readonly flags?: number
  readonly data?: number
  readonly id?: number
  /** true = from server to client. */
  readonly back?: boolean
}

const be16 = (n: number): number[] => [(n >>> 8) & 0xff, n & 0xff]
const be32 = (n: number): number[] => [...be16(n >>> 16), ...be16(n)]
const link = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]

const ipv4 = (src: string, dst: string, proto: number, id: number, payload: number[]): number[] => [
  ...[0x45, 0, ...be16(20 + payload.length), ...be16(id), 0x40, 0, 64, proto, 0, 0],
  ...ipaddr.parse(src).toByteArray(),
  ...ipaddr.parse(dst).toByteArray(),
  ...payload,
]

/** A frame between client:4000 and server:443. */
export function tcp({ seq = 0, ack = 0, flags = 16, data = 0, id = 1, back = false }: Segment) {
  const ports = back ? [...be16(443), ...be16(4000)] : [...be16(4000), ...be16(443)]
  const header = [...ports, ...be32(seq), ...be32(ack), 0x50, flags, 2, 0, 0, 0, 0, 0]
  const body = [...header, ...new Array<number>(data).fill(0)]
  const [src, dst] = back ? [server, client] : [client, server]
  return Uint8Array.from([...link, ...ipv4(src, dst, 6, id, body)])
}

/** A datagram from client:4000 to server:53. */
export function udp({ id = 1, data = 20 }: { readonly id?: number; readonly data?: number }) {
  const header = [...be16(4000), ...be16(53), ...be16(8 + data), 0, 0]
  const body = [...header, ...new Array<number>(data).fill(0)]
  return Uint8Array.from([...link, ...ipv4(client, server, 17, id, body)])
}

/** 'port unreachable' about a frame, sent back to its sender. */
export function portUnreachable(about: Uint8Array): Uint8Array {
  const icmp = [3, 3, 0, 0, 0, 0, 0, 0, ...about.subarray(14, 14 + 28)]
  return Uint8Array.from([...link, ...ipv4(server, client, 1, 9, icmp)])
}

export type Captured = readonly [atMs: number, frame: Uint8Array]

/** One block of packets at an interface of the host. */
export function packetBlock(
  packets: readonly Captured[],
  id = 1,
  ifindex = 2,
): Row<'packet_block'> {
  const sizes = packets.map(([, frame]) => packetRecordSize(frame.length))
  const data = new Uint8Array(sizes.reduce((sum, n) => sum + n, 0))
  const fields = new DataView(data.buffer)
  let at = 0
  for (const [i, [atMs, frame]] of packets.entries()) {
    fields.setFloat64(at + packetRecord.atNs, atMs * 1e6, true)
    fields.setUint32(at + packetRecord.length, frame.length, true)
    fields.setUint32(at + packetRecord.captured, frame.length, true)
    data.set(frame, at + packetRecord.headerSize)
    at += sizes[i] ?? 0
  }
  const row = { id, netns: 1, ifindex, link_type: 1, from_ns: 0, to_ns: 9e9 }
  return { ...row, packets: packets.length, bytes: data.length, data }
}

export const dropped = (atMs: number, head: Uint8Array, drops = 1): DropLiteral => {
  const isTcp = head[23] === 6
  const isBack = head[26 + 3] === 2
  const [sport, dport] = isTcp ? (isBack ? [443, 4000] : [4000, 443]) : [4000, 53]
  const [src, dst] = isBack ? [server, client] : [client, server]
  const packet = { proto: isTcp ? ('tcp' as const) : ('udp' as const), src, sport, dst, dport }
  return { drops, atMs, head, details: drops, packet }
}

/** Loads what impact is told from and hands it over, with the session to check queries on. */
export const withContext = <T>(
  literal: SessionLiteral,
  use: (context: ImpactContext | undefined, reader: SessionReader) => T | Promise<T>,
): Promise<T> =>
  withSession(literal, async (reader) => {
    const attached = { fromNs: 100e6, toNs: 9.9e9 }
    const recorded = await loadArtifacts(reader, attached)
    const trust = await loadTrust(reader)
    const details = await loadDetails(reader, trust.primarySource)
    const groups = await loadGroups(reader, trust.primarySource, details.samples)
    return use(await loadImpactContext(reader, recorded, groups, trust, attached), reader)
  })

/**
 * Impact of all drops of a session as if they were one finding. Every number in it is checked by its query. Without
 * packets there was no capture.
 */
export const impactOf = (
  drops: readonly DropLiteral[],
  packets: readonly Captured[],
  more: Partial<SessionLiteral> = {},
  severity: Severity = 'problem',
): Promise<Impact> =>
  withContext(
    {
      drops,
      ...(packets.length > 0
        ? { traffic: [], rows: { packet_block: [packetBlock(packets)] } }
        : {}),
      ...more,
    },
    async (context, reader) => {
      const groups = context?.all ?? []
      const sum = drops.reduce((n, drop) => n + drop.drops, 0)
      const [netns, subject, why] = [1, '', '']
      const found = { netns, subject, why, otherSubjects: 0, groups, silent: [], drops: sum }
      const window = { fromNs: 0, toNs: 9e9, confidence: 'certain' as const }
      const impact = impactOfCase({ ...found, ...window }, severity, context)
      for (const { label, value, query } of impact.evidence) {
        const rows = await reader.query(query)
        const shown = rows.flatMap((row) => Object.values(row).map(Number))
        if (typeof value === 'number' && !shown.includes(value))
          throw new Error(`${label}: ${value}, but ${query} shows ${shown.join()}`)
      }
      return impact
    },
  )
