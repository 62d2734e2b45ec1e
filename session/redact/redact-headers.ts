/** What is rewritten within headers of packets. In place; nothing is read or written beyond the bytes given. */
import { ipProtocol } from '../packet/numbers.js'
import { extensionLength, isIpv6Extension } from '../packet/decode-network.js'
import type { AddressRedaction } from './redact-address.js'

/** Replaces the address of `length` bytes at `at`, where all of it is there; what is cut off is zeroed. */
export function replaceAddress(
  bytes: Uint8Array,
  at: number,
  length: 4 | 6 | 16,
  addresses: AddressRedaction,
): void {
  if (at + length <= bytes.length) bytes.set(addresses.bytes(bytes.subarray(at, at + length)), at)
  else bytes.fill(0, Math.min(at, bytes.length))
}

/** Data of IPv4 options may be addresses (record route). Type, length and pointer stay: they may be why it was dropped. */
export function blankIpv4Options(bytes: Uint8Array, start: number, end: number): void {
  blankOptions(bytes, start, Math.min(end, bytes.length), {
    single: (type) => type < 2,
    kept: () => 3,
  })
}

/** Kinds of TCP options that hold numbers of the connection: segment size, window scale, SACK, time stamps. */
const numericTcpOptions: ReadonlySet<number> = new Set([2, 3, 4, 5, 8])

export function blankTcpOptions(bytes: Uint8Array, start: number, end: number): void {
  blankOptions(bytes, start, Math.min(end, bytes.length), {
    single: (type) => type < 2,
    kept: (type) => (numericTcpOptions.has(type) ? 255 : 2),
  })
}

interface OptionRules {
  /** Options of one byte: no-operation and end. */
  readonly single: (type: number) => boolean
  /** Leading bytes of an option that stay. */
  readonly kept: (type: number) => number
}

function blankOptions(bytes: Uint8Array, start: number, end: number, rules: OptionRules): void {
  let at = start
  while (at < end) {
    const type = bytes[at] ?? 0
    if (type === 0) break
    if (rules.single(type)) {
      at += 1
      continue
    }
    const length = bytes[at + 1] ?? 0
    if (length < 2) {
      at += 2
      break
    }
    bytes.fill(
      0,
      Math.min(end, at + Math.min(length, rules.kept(type))),
      Math.min(end, at + length),
    )
    at += length
  }
  // after the end of the list anything may stand
  if (at < end) bytes.fill(0, at, end)
}

/**
 * Walks IPv6 extension headers and blanks what they carry: addresses of routing headers, options, signatures.
 * Lengths, types and fragment fields stay. Returns where what follows them begins, at most the end of the bytes.
 */
export function blankExtensions(bytes: Uint8Array, start: number, first: number): number {
  let at = start
  let next = first
  while (isIpv6Extension(next) && at + 8 <= bytes.length) {
    const header = next
    const end = Math.min(bytes.length, at + extensionLength(bytes, at, header))
    const isLaterFragment =
      header === ipProtocol.fragment && (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) > 7
    next = bytes[at] ?? 0
    if (header === ipProtocol.hopByHop || header === ipProtocol.destinationOptions)
      blankIpv6Options(bytes, at + 2, end)
    else if (header !== ipProtocol.fragment) bytes.fill(0, Math.min(end, at + keptOf(header)), end)
    at = end
    if (isLaterFragment) break
  }
  return at
}

/** Routing: type and segments left; authentication: index and sequence number; others their first four bytes. */
const keptOf = (header: number): number => (header === ipProtocol.authentication ? 12 : 4)

/** Pad1 is one byte; router alert (5) and jumbo length (0xc2) are numbers. */
function blankIpv6Options(bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end;) {
    const type = bytes[at] ?? 0
    if (type === 0) {
      at += 1
      continue
    }
    const after = at + 2 + (bytes[at + 1] ?? 0)
    if (type !== 5 && type !== 0xc2) bytes.fill(0, Math.min(end, at + 2), Math.min(end, after))
    at = after
  }
}
