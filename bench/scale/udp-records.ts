import { packetRecord, packetRecordSize } from '../../session/packet-record.js'

const flows = 64
const headerBytes = 42
/** Ethernet, IPv4 and UDP, from 10.77.0.1 to 10.77.0.2, port 7001. */
const headers = Uint8Array.from(
  Buffer.from(
    '020000000002020000000001080045000072000140004011000a0a4d00010a4d00022000' + '1b59005e0000',
    'hex',
  ),
)

/** What differs: nothing, the number that IPv4 gives a packet and with it a checksum, or all bytes after the headers. */
export type UdpChange = 'nothing' | 'number' | 'payload'

/** Records of packet-record.ts, a microsecond apart: datagrams of 64 flows. */
export function udpRecords(packets: number, capturedBytes: number, change: UdpChange): Uint8Array {
  const size = packetRecordSize(capturedBytes)
  const records = new Uint8Array(packets * size)
  const view = new DataView(records.buffer)
  let chance = 2463534242
  for (let packet = 0; packet < packets; packet++) {
    const at = packet * size
    view.setFloat64(at + packetRecord.atNs, packet * 1000, true)
    view.setUint32(at + packetRecord.length, capturedBytes, true)
    view.setUint32(at + packetRecord.captured, capturedBytes, true)
    const frame = at + packetRecord.headerSize
    records.set(headers, frame)
    view.setUint16(frame + 34, 0x2000 + (packet % flows))
    if (change === 'number') {
      view.setUint16(frame + 18, packet)
      // RFC 1624: what the one gains, the other loses.
      view.setUint16(frame + 24, 0xffff - packet)
    }
    for (let i = headerBytes; change === 'payload' && i < capturedBytes; i++) {
      // xorshift32
      chance ^= chance << 13
      chance ^= chance >>> 17
      chance ^= chance << 5
      records[frame + i] = chance
    }
  }
  return records
}
