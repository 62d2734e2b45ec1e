import { littleEndian } from '../../netlink/attributes.js'

/** Where a value lies, as the kernel's format files tell. */
export interface FieldPlace {
  readonly offset: number
  readonly size: number
}

export type FieldReader = (view: DataView, at: number) => number

/** Reads an unsigned integer; `undefined` for a size no integer has. Of 64 bits the value is rounded above 2^53. */
export function unsignedReader({ offset, size }: FieldPlace): FieldReader | undefined {
  switch (size) {
    case 1:
      return (view, at) => view.getUint8(at + offset)
    case 2:
      return (view, at) => view.getUint16(at + offset, littleEndian)
    case 4:
      return (view, at) => view.getUint32(at + offset, littleEndian)
    case 8:
      return (view, at) => high(view, at + offset) * 2 ** 32 + low(view, at + offset)
    default:
      return undefined
  }
}

/**
 * Reads a kernel address as a signed number, as kernel-symbols.ts keeps them: kernel text lies within 2^53 of the top,
 * so it is exact. A 32-bit kernel's addresses stay positive.
 */
export function addressReader(place: FieldPlace): FieldReader | undefined {
  if (place.size !== 8) return unsignedReader(place)
  const { offset } = place
  return (view, at) => (high(view, at + offset) | 0) * 2 ** 32 + low(view, at + offset)
}

/** The address a number of `addressReader` stands for. */
export const addressOf = (value: number): bigint => BigInt.asUintN(64, BigInt(value))

/** The inverse: what `addressReader` reads for an address. */
export const addressNumber = (address: bigint): number => Number(BigInt.asIntN(64, address))

const low = (view: DataView, at: number): number =>
  view.getUint32(littleEndian ? at : at + 4, littleEndian)

const high = (view: DataView, at: number): number =>
  view.getUint32(littleEndian ? at + 4 : at, littleEndian)
