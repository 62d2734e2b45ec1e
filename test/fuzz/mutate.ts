import type { Random } from './random.js'

const maxMutations = 6
const maxBytes = 1 << 16
/** Where lengths, counts and types break. */
const tellingNumbers = [0, 1, 2, 3, 4, 5, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, -1]

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

const mutations: readonly Mutation[] = [
  (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => changed(bytes, random, () => random.below(256)),
  (bytes, random) => withNumber(bytes, random, random.pick(tellingNumbers)),
  (bytes, random) => withNumber(bytes, random, bytes.length + random.below(9) - 4),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => without(bytes, random.below(bytes.length), 1 + random.below(16)),
  (bytes, random) => {
    const from = random.below(bytes.length)
    return inserted(bytes, from, bytes.subarray(from, from + 1 + random.below(64)))
  },
  (bytes, random, others) => {
    const other = random.pick(others)
    const cut = random.below(other.length)
    return inserted(bytes.slice(0, random.below(bytes.length)), bytes.length, other.subarray(cut))
  },
]

/** A damaged copy of one of the seeds, made by up to six changes. */
export function mutated(
  seeds: readonly Uint8Array[],
  random: Random,
  longest = maxBytes,
): Uint8Array {
  let bytes = random.pick(seeds).slice()
  for (let left = 1 + random.below(maxMutations); left > 0; left--) {
    bytes = random.pick(mutations)(bytes, random, seeds).slice(0, longest)
  }
  return bytes
}

/** A smaller input that still fails, by leaving out ever smaller parts. */
export function shrunk(bytes: Uint8Array, fails: (bytes: Uint8Array) => boolean): Uint8Array {
  let smallest = bytes
  for (let part = Math.ceil(bytes.length / 2); part >= 1; part = Math.floor(part / 2)) {
    for (let at = 0; at + part <= smallest.length;) {
      const shorter = without(smallest, at, part)
      if (fails(shorter)) smallest = shorter
      else at += part
    }
  }
  return smallest
}

function changed(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const at = random.below(bytes.length)
  const byte = bytes[at]
  if (byte !== undefined) bytes[at] = change(byte)
  return bytes
}

/** A number of 1, 2, 4 or 8 bytes at a place where such numbers are, mostly. */
function withNumber(bytes: Uint8Array, random: Random, value: number): Uint8Array {
  const size = random.pick([1, 2, 4, 8])
  const places = Math.floor(bytes.length / size)
  if (places === 0) return bytes
  const at = random.below(places) * size
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (size === 1) view.setUint8(at, value)
  else if (size === 2) view.setUint16(at, value, true)
  else if (size === 4) view.setUint32(at, value, true)
  else view.setBigInt64(at, BigInt(value), true)
  return bytes
}

function without(bytes: Uint8Array, at: number, count: number): Uint8Array {
  return inserted(bytes.slice(0, at), at, bytes.subarray(at + count))
}

function inserted(bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length + part.length)
  result.set(bytes.subarray(0, at))
  result.set(part, Math.min(at, bytes.length))
  result.set(bytes.subarray(at), Math.min(at, bytes.length) + part.length)
  return result
}
