/** Blocks of drop details and of captured packets with every record rewritten. */
import { capturedPackets } from '../captured-packets.js'
import { dropRecord } from '../drop-record.js'
import { dropDetails } from '../drop-details.js'
import { decodeDropHead } from '../packet/decode.js'
import { redactDropHead, redactFrame, type PacketRedaction } from './redact-packet.js'
import type { Pseudonyms } from './pseudonyms.js'

const commBytes = 16

/** Throws DropcorrError, exit 4, if the block does not consist of whole records. `protocolOf`: the EtherType of a drop key. */
export function redactDropBlock(
  data: Uint8Array,
  protocolOf: (key: number) => number,
  by: PacketRedaction,
  names: Pseudonyms,
): Uint8Array {
  const copy = Uint8Array.from(data)
  const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength)
  const details = dropDetails(copy)
  for (let i = 0; i < details.count; i++) {
    const at = i * dropRecord.size
    const comm = Buffer.from(names.command(details.comm(i))).subarray(0, commBytes)
    copy.fill(0, at + dropRecord.comm, at + dropRecord.comm + commBytes)
    copy.set(comm, at + dropRecord.comm)
    // reserved, and what lies behind the valid bytes of the head
    copy.fill(0, at + dropRecord.truesize + 4, at + dropRecord.head)
    const head = details.head(i)
    copy.fill(0, at + dropRecord.head + head.length, at + dropRecord.size)
    const headStart = view.getUint8(at + dropRecord.headStart)
    const networkOffset = view.getUint16(at + dropRecord.networkOffset, true)
    const headers = decodeDropHead(head, headStart, networkOffset, protocolOf(details.key(i)))
    redactDropHead(head, headStart, networkOffset, headers, by)
  }
  return copy
}

/** Throws DropcorrError, exit 4, if a record reaches beyond the block. */
export function redactPacketBlock(data: Uint8Array, link: number, by: PacketRedaction): Uint8Array {
  const copy = Uint8Array.from(data)
  const packets = capturedPackets(copy)
  for (let i = 0; i < packets.count; i++) {
    const bytes = packets.bytes(i)
    redactFrame(bytes, link, by)
    // padding to a multiple of eight
    const end = bytes.byteOffset - copy.byteOffset + bytes.length
    copy.fill(0, end, (end + 7) & ~7)
  }
  return copy
}
