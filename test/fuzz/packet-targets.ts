import { capturedPackets } from '../../session/captured-packets.js'
import { dropDetails } from '../../session/drop-details.js'
import { dropRecord } from '../../session/drop-record.js'
import { DropcorrError } from '../../session/dropcorr-error.js'
import { infoFromRows } from '../../session/info-values.js'
import { decodeDropHead, decodeFrame } from '../../session/packet/decode.js'
import { describePacket } from '../../session/packet/describe.js'
import { flowKeyWords, flowTuple, readFlowKey } from '../../session/packet/flow-key.js'
import { packedPackets } from '../../session/pack-packets.js'
import { packetRecords } from '../../session/packet-deltas.js'
import { packetRecord, packetRecordSize } from '../../session/packet-record.js'
import { olderBlock } from '../session/packed-frames.js'
import { joined } from '../session/packet/frames.js'
import { bytesOf, textOf, type FuzzTarget } from './target.js'

const hex = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

const ethernet = '020000000002 020000000001 '
const udp = '4500001d00010000 4011 0000 c0000201 c0000202 1388 0009 0009 0000 78'
/** Ethernet frames: UDP, TCP with options, ICMP error, ARP, VLAN in VLAN, IPv6 with extension headers, GRE, VXLAN. */
export const frames: readonly Uint8Array[] = [
  `${ethernet}0800 ${udp}`,
  `${ethernet}0800 4500003c0001400040060000 c0000201c0000202 d431005000000001000000007002faf000000000020405b40402080a0000000100000000 01030307`,
  `${ethernet}0800 450000380001000040010000 c0000201c0000202 0303000000000000 ${udp}`,
  `${ethernet}0806 0001080006040001 020000000001c0000201000000000000c0000202`,
  `${ethernet}88a8 0005 8100 0006 0800 ${udp}`,
  `${ethernet}86dd 6000000000180040 20010db8000000000000000000000001 20010db8000000000000000000000002 2c00010400000000 1100000100000001 13880009000a0000 7878`,
  `${ethernet}0800 450000350001000040 2f0000 c0000201c0000202 00000800 ${udp}`,
  `${ethernet}0800 450000590001000040110000 c0000201c0000202 c00012b500450000 0800000000000100 ${ethernet}0800 ${udp}`,
].map(hex)

const detail = (head: Uint8Array): Uint8Array => {
  const record = new Uint8Array(dropRecord.size)
  record[dropRecord.headStart] = 1
  record[dropRecord.headLength] = Math.min(head.length, dropRecord.headSize)
  record[dropRecord.networkOffset] = 14
  record.set(head.subarray(0, dropRecord.headSize), dropRecord.head)
  return record
}

const captured = (frame: Uint8Array): Uint8Array => {
  const record = new Uint8Array(packetRecordSize(frame.length))
  const view = new DataView(record.buffer)
  view.setFloat64(packetRecord.atNs, 1e9, true)
  view.setUint32(packetRecord.length, frame.length, true)
  view.setUint32(packetRecord.captured, frame.length, true)
  record.set(frame, packetRecord.headerSize)
  return record
}

/** So that a flow's second packet is sparse, or has whole words that differ: by the frame's length. */
const withChanges = (frame: Uint8Array): Uint8Array =>
  frame.map((byte, index) => (index > 50 && frame.length % 2 === index % 2 ? byte ^ index : byte))

/** What is documented for blocks that are not whole. */
function unlessDamaged<T>(decode: () => T): T | string {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DropcorrError && /_block\.data/.test(error.why)) return error.name
    throw error
  }
}

const linkTypes = [1, 101, 113, 276, 0]

/** All that decodes packets and the columnar blocks of a session, which may come from a stranger. */
export const packetTargets: readonly FuzzTarget[] = [
  {
    name: 'frame',
    seeds: frames,
    decode: (bytes) =>
      linkTypes.map((link) => {
        const headers = decodeFrame(bytes, link)
        return [headers, describePacket(headers)]
      }),
  },
  {
    name: 'head of a dropped packet',
    seeds: frames,
    decode: (bytes) =>
      [0, 1, 2].map((start) =>
        describePacket(decodeDropHead(bytes, start, bytes[3] ?? 14, 0x0800)),
      ),
  },
  {
    name: 'flow of a packet',
    seeds: frames,
    decode: (bytes) =>
      linkTypes.map((link) => {
        const key = new Uint32Array(flowKeyWords)
        readFlowKey(bytes, 0, bytes.length, link, key)
        return flowTuple(key)
      }),
  },
  {
    name: 'block of packets',
    seeds: frames.map(captured),
    decode: (bytes) =>
      unlessDamaged(() => {
        const packets = capturedPackets(bytes)
        return Array.from({ length: packets.count }, (_, index) => [
          packets.atNs(index),
          packets.length(index),
          decodeFrame(packets.bytes(index)),
        ])
      }),
  },
  {
    name: 'block of packets as recorded',
    seeds: [
      packedPackets(joined(...frames.map(captured), ...frames.map(withChanges).map(captured)), 1),
      olderBlock(),
    ],
    decode: (bytes) => unlessDamaged(() => capturedPackets(packetRecords(bytes)).count),
  },
  {
    name: 'block of details',
    seeds: frames.map(detail),
    decode: (bytes) =>
      unlessDamaged(() => {
        const details = dropDetails(bytes)
        return Array.from({ length: bytes.length / dropRecord.size }, (_, index) => [
          details.comm(index),
          details.truesize(index),
        ])
      }),
  },
  {
    name: 'facts of a session',
    seeds: ['"x"', '["a","b"]', '17', '{"recorderCpuMs":1}', 'null'].map(bytesOf),
    decode: (bytes) =>
      ['hostname', 'argv', 'cpus', 'cost', 'commandStatus', '__proto__'].map((key) => {
        try {
          return infoFromRows([{ key, value: textOf(bytes) }])
        } catch (error) {
          // What is documented for values that are not of their type.
          if (error instanceof TypeError && error.message.startsWith('session_info.')) return ''
          throw error
        }
      }),
  },
]
