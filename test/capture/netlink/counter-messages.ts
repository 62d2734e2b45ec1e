import { littleEndian, viewOf } from '../../../capture/netlink/attributes.js'

/** Bytes of 32-bit numbers in the machine's order, as the kernel lays out its structures. */
export function words32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  values.forEach((value, i) => viewOf(bytes).setUint32(i * 4, value, littleEndian))
  return bytes
}

export function words64(...values: readonly (number | bigint)[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8)
  values.forEach((value, i) => viewOf(bytes).setBigUint64(i * 8, BigInt(value), littleEndian))
  return bytes
}

/** 64 bits in network order, as nf_tables wants them. */
export function network64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  viewOf(bytes).setBigUint64(0, BigInt(value))
  return bytes
}
