/**
 * The blocks of a pcapng file that dropcorr writes, little-endian (IETF draft-ietf-opsawg-pcapng): section header,
 * interface description, enhanced packet.
 */
const sectionHeader = 0x0a0d0d0a
const interfaceDescription = 1
const enhancedPacket = 6
const byteOrderMagic = 0x1a2b3c4d
/** Options: their numbers are per block, but for opt_comment. */
const option = {
  comment: 1,
  shbHardware: 2,
  shbOs: 3,
  shbUserApplication: 4,
  ifName: 2,
  ifDescription: 3,
  ifTimestampResolution: 9,
  ifFilter: 11,
} as const
/** if_tsresol: negative power of ten. */
const nanoseconds = 9
/** An option's length is 16 bits. */
const maxOptionBytes = 65_532

export interface SectionDescription {
  readonly comment: string
  readonly hardware: string
  readonly os: string
  readonly application: string
}

export interface InterfaceDescription {
  readonly linkType: number
  readonly snapLength: number
  readonly name: string
  readonly description: string
  /** BPF filter, '' if none. */
  readonly filter: string
}

export interface Packet {
  /** Index of its interface description. */
  readonly interfaceId: number
  /** Nanoseconds since 1970, modulo 2^64. */
  readonly unixNs: bigint
  /** Length on the wire. */
  readonly length: number
  readonly bytes: Uint8Array
  /** '' if none. */
  readonly comment: string
}

export function sectionBlock(section: SectionDescription): Uint8Array {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(byteOrderMagic, 0)
  body.writeUInt16LE(1, 4)
  // Length of the section: not known.
  body.writeBigInt64LE(-1n, 8)
  return block(sectionHeader, [
    body,
    ...options([
      [option.comment, text(section.comment)],
      [option.shbHardware, text(section.hardware)],
      [option.shbOs, text(section.os)],
      [option.shbUserApplication, text(section.application)],
    ]),
  ])
}

export function interfaceBlock(described: InterfaceDescription): Uint8Array {
  const body = Buffer.alloc(8)
  // A session is hostile input: of what does not fit the low bits are kept.
  body.writeUInt16LE(described.linkType & 0xffff, 0)
  body.writeUInt32LE(described.snapLength >>> 0, 4)
  const filter = described.filter === '' ? [] : [Buffer.from([0]), text(described.filter)]
  return block(interfaceDescription, [
    body,
    ...options([
      [option.ifName, text(described.name)],
      [option.ifDescription, text(described.description)],
      [option.ifTimestampResolution, Buffer.from([nanoseconds])],
      [option.ifFilter, Buffer.concat(filter)],
    ]),
  ])
}

export function packetBlock(packet: Packet): Uint8Array {
  const body = Buffer.alloc(20)
  const unixNs = BigInt.asUintN(64, packet.unixNs)
  body.writeUInt32LE(packet.interfaceId, 0)
  body.writeUInt32LE(Number(unixNs >> 32n), 4)
  body.writeUInt32LE(Number(unixNs & 0xffff_ffffn), 8)
  body.writeUInt32LE(packet.bytes.length, 12)
  body.writeUInt32LE(packet.length, 16)
  return block(enhancedPacket, [
    body,
    packet.bytes,
    padding(packet.bytes.length),
    ...options([[option.comment, text(packet.comment)]]),
  ])
}

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0)
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(length, 4)
  return Buffer.concat([head, ...parts, head.subarray(4)], length)
}

/** Options with an empty value are left out; with none at all there is no end mark either. */
function options(list: readonly (readonly [code: number, value: Uint8Array])[]): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (const [code, value] of list) {
    if (value.length === 0) continue
    const head = Buffer.alloc(4)
    head.writeUInt16LE(code, 0)
    head.writeUInt16LE(value.length, 2)
    parts.push(head, value, padding(value.length))
  }
  return parts.length === 0 ? [] : [...parts, Buffer.alloc(4)]
}

const padding = (length: number): Uint8Array => Buffer.alloc(-length & 3)

/** Cut to what an option holds; a character that is cut in two becomes U+FFFD in whatever shows it. */
const text = (value: string): Uint8Array => Buffer.from(value).subarray(0, maxOptionBytes)
