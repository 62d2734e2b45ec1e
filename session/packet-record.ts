/**
 * Layout of one captured packet in `packet_block.data`, little-endian, variable size:
 * a header of 16 bytes, then `captured` bytes, padded to a multiple of 8.
 */
export const packetRecord = {
  headerSize: 16,
  /** f64: nanoseconds since the session's start; libpcap's stamps are in microseconds of wall-clock time. */
  atNs: 0,
  /** u32: length on the wire. */
  length: 8,
  /** u32: bytes that follow. */
  captured: 12,
} as const

export const packetRecordSize = (captured: number): number =>
  packetRecord.headerSize + ((captured + 7) & ~7)
