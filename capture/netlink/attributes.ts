import { endianness } from 'node:os'

/** Netlink speaks the byte order of the machine. */
export const littleEndian = endianness() === 'LE'

const headerBytes = 4
/** NLA_F_NESTED | NLA_F_NET_BYTEORDER: flags in the type's two upper bits. */
const typeMask = 0x3fff

export const align4 = (length: number): number => (length + 3) & ~3

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * The attributes (TLVs) of a netlink message. A getter gives undefined for an attribute that is absent or shorter
 * than the value asked for; a longer one is read from its start, because newer kernels append to structures.
 */
export class Attributes {
  readonly #byType: ReadonlyMap<number, Uint8Array>
  /** All attributes in order, duplicates included: nested arrays repeat a type. */
  readonly entries: readonly { readonly type: number; readonly value: Uint8Array }[]
  /** An attribute claimed more bytes than there were: it and all after it are missing. */
  readonly truncated: boolean

  constructor(
    entries: readonly { readonly type: number; readonly value: Uint8Array }[],
    truncated: boolean,
  ) {
    this.entries = entries
    this.truncated = truncated
    this.#byType = new Map(entries.map((entry) => [entry.type, entry.value]))
  }

  has(type: number): boolean {
    return this.#byType.has(type)
  }

  bytes(type: number): Uint8Array | undefined {
    return this.#byType.get(type)
  }

  u8(type: number): number | undefined {
    return this.#byType.get(type)?.[0]
  }

  u16(type: number): number | undefined {
    return this.#view(type, 2)?.getUint16(0, littleEndian)
  }

  u32(type: number): number | undefined {
    return this.#view(type, 4)?.getUint32(0, littleEndian)
  }

  s32(type: number): number | undefined {
    return this.#view(type, 4)?.getInt32(0, littleEndian)
  }

  /** Rounded above 2^53. */
  u64(type: number): number | undefined {
    const view = this.#view(type, 8)
    return view === undefined ? undefined : Number(view.getBigUint64(0, littleEndian))
  }

  s64(type: number): number | undefined {
    const view = this.#view(type, 8)
    return view === undefined ? undefined : Number(view.getBigInt64(0, littleEndian))
  }

  /** Up to the terminating NUL, or the whole attribute where there is none. */
  string(type: number): string | undefined {
    const value = this.#byType.get(type)
    return value === undefined ? undefined : stringOf(value)
  }

  nested(type: number): Attributes | undefined {
    const value = this.#byType.get(type)
    return value === undefined ? undefined : parseAttributes(value)
  }

  #view(type: number, length: number): DataView | undefined {
    const value = this.#byType.get(type)
    return value === undefined || value.length < length ? undefined : viewOf(value)
  }
}

/** Parses TLVs from `offset` on. Never throws: what is damaged is left out and `truncated` is set. */
export function parseAttributes(bytes: Uint8Array, offset = 0): Attributes {
  const view = viewOf(bytes)
  const entries: { type: number; value: Uint8Array }[] = []
  let at = offset
  let truncated = offset > bytes.length
  while (at + headerBytes <= bytes.length) {
    const length = view.getUint16(at, littleEndian)
    if (length < headerBytes || at + length > bytes.length) {
      truncated = true
      break
    }
    const type = view.getUint16(at + 2, littleEndian) & typeMask
    entries.push({ type, value: bytes.subarray(at + headerBytes, at + length) })
    at += align4(length)
  }
  return new Attributes(entries, truncated)
}

/** Text up to the first NUL. Bytes that are no UTF-8 become U+FFFD. */
export function stringOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return Buffer.from(bytes.buffer, bytes.byteOffset, end === -1 ? bytes.length : end).toString()
}

export const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** One TLV, padded to 4 bytes. */
export function attribute(type: number, value: Uint8Array): Uint8Array {
  const length = headerBytes + value.length
  const bytes = new Uint8Array(align4(length))
  const view = viewOf(bytes)
  view.setUint16(0, length, littleEndian)
  view.setUint16(2, type, littleEndian)
  bytes.set(value, headerBytes)
  return bytes
}

export const attributeU8 = (type: number, value: number): Uint8Array =>
  attribute(type, Uint8Array.of(value))

export function attributeU16(type: number, value: number): Uint8Array {
  const bytes = new Uint8Array(2)
  viewOf(bytes).setUint16(0, value, littleEndian)
  return attribute(type, bytes)
}

export function attributeU32(type: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, value, littleEndian)
  return attribute(type, bytes)
}

export function attributeU64(type: number, value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  viewOf(bytes).setBigUint64(0, value, littleEndian)
  return attribute(type, bytes)
}

/** A string with its terminating NUL. */
export const attributeString = (type: number, value: string): Uint8Array =>
  attribute(type, new TextEncoder().encode(`${value}\0`))

/** A flag attribute: present, without a value. */
export const attributeFlag = (type: number): Uint8Array => attribute(type, new Uint8Array(0))

const nestedFlag = 0x8000

export const attributeNested = (type: number, ...children: readonly Uint8Array[]): Uint8Array =>
  attribute(type | nestedFlag, concatBytes(children))

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
