import { capturedPackets } from '../../session/captured-packets.js'
import type { SessionReader } from '../../session/reader.js'

/** One interface of the capture: its packets are in order of time. */
export interface CapturedStream {
  readonly netns: number
  readonly ifindex: number
  readonly linkType: number
}

export interface CapturedPacket {
  readonly stream: number
  /** Number of the packet within its stream, from 0. */
  readonly ordinal: number
  readonly atNs: number
  readonly length: number
  /** A view into the block: valid until the next packet is asked for. */
  readonly bytes: Uint8Array
}

export async function capturedStreams(reader: SessionReader): Promise<readonly CapturedStream[]> {
  const rows = await reader.query(
    'SELECT DISTINCT netns, ifindex, link_type FROM packet_block ORDER BY netns, ifindex, link_type',
  )
  return rows.map((row) => ({
    netns: Number(row['netns']),
    ifindex: Number(row['ifindex']),
    linkType: Number(row['link_type']),
  }))
}

/** All packets of one stream, one block at a time in memory. */
export async function* packetsOf(
  reader: SessionReader,
  { netns, ifindex, linkType }: CapturedStream,
  stream: number,
): AsyncGenerator<CapturedPacket> {
  let ordinal = 0
  for await (const block of reader.blocks('packet_block', {
    netns,
    ifindex,
    link_type: linkType,
  })) {
    const packets = capturedPackets(block.data)
    for (let i = 0; i < packets.count; i++) {
      yield {
        stream,
        ordinal: ordinal++,
        atNs: packets.atNs(i),
        length: packets.length(i),
        bytes: packets.bytes(i),
      }
    }
  }
}
