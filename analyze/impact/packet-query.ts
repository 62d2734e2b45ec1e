import { quote } from '../attribution/query.js'

/** A captured packet: its block, and where in the block four bytes are that tell it from others. */
export interface PacketPlace {
  /** packet_block.id */
  readonly block: number
  readonly place: number
  /** The four bytes, big-endian. */
  readonly word: number
}

/** Above this many a query shows the first of them only. */
export const maxQueriedPackets = 1000

/** Counts packets by looking at their bytes where they were found: TCP sequence number, or ICMP type, code, checksum. */
export function packetsQuery(packets: readonly PacketPlace[]): string {
  const places = packets
    .slice(0, maxQueriedPackets)
    .map(({ block, place, word }) => [block, place, hex(word)])
  return (
    `SELECT count(*) FROM json_each(${quote(JSON.stringify(places))}) AS packet ` +
    "JOIN packet_block ON packet_block.id = json_extract(packet.value, '$[0]') " +
    "WHERE hex(substr(data, json_extract(packet.value, '$[1]') + 1, 4)) = json_extract(packet.value, '$[2]')"
  )
}

const hex = (word: number): string => word.toString(16).toUpperCase().padStart(8, '0')
