/** One name for a flow and its answers, to find the packets that have to do with a drop. */
import { flowKeyWords, flowTuple, readFlowKey } from '../../../session/packet/flow-key.js'
import { decodeFrame } from '../../../session/packet/decode.js'
import type { Packet } from './packet-text.js'
import type { AnyRow } from './fold-rows.js'

/** Both directions have the same name. */
export function conversation(row: AnyRow): string {
  const { proto, src, sport, dst, dport } = row
  // type and code of ICMP are no ports: an answer has others
  const hasPorts = proto === 6 || proto === 17 || proto === 132 || proto === 136
  const ends = [
    `${String(src)} ${hasPorts ? String(sport) : ''}`,
    `${String(dst)} ${hasPorts ? String(dport) : ''}`,
  ]
  return `${String(proto)} ${ends.sort().join(' ')}`
}

export function conversationOf({ bytes, linkType }: Packet): string {
  const key = new Uint32Array(flowKeyWords)
  readFlowKey(bytes, 0, bytes.length, linkType, key)
  return conversation({ ...flowTuple(key) })
}

/** The same packet without what its headers carry. ICMP errors keep the packet they quote. */
export function withoutPayload(packet: Packet): Packet {
  const { payloadOffset, proto } = decodeFrame(packet.bytes, packet.linkType)
  const isIcmp = proto === 1 || proto === 58
  const end = payloadOffset < 0 ? packet.bytes.length : payloadOffset + (isIcmp ? 48 : 0)
  return { ...packet, bytes: packet.bytes.subarray(0, end) }
}
