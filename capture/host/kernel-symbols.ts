import { closeSync, openSync, readSync } from 'node:fs'

export interface KernelSymbol {
  /** As kallsyms has it, compiler suffixes kept; '' if not resolved. */
  readonly name: string
  /** Offset of the address from the symbol. */
  readonly offset: number
  /** '' for the core kernel. */
  readonly module: string
}

export interface KernelSymbols {
  /** Symbol an address lies in; a name of '' if it lies in none. */
  resolve(address: bigint): KernelSymbol
  /** Number of code symbols known. */
  readonly size: number
  /** Why addresses cannot be resolved, '' if they can. */
  readonly why: string
}

const unresolved: KernelSymbol = { name: '', offset: 0, module: '' }

// An address further from its symbol than this belongs to something else: functions are far shorter.
const longestFunction = 1 << 20

/** Of kallsyms on most hosts; what is not filled takes no memory. */
const enoughBytes = 32 << 20
/** 'ffffffff81000000 T f\n' */
const shortestLine = 21

const newline = 10
const space = 32
const tab = 9

let read: KernelSymbols | undefined

/** /proc/kallsyms, read once: it is 10 MB and does not change but by loading modules. */
export function kernelSymbols(): KernelSymbols {
  read ??= parseKallsyms(readWhole('/proc/kallsyms'))
  return read
}

/** readFileSync takes 64 KiB of new memory for each 4 KiB that the kernel gives of such a file. */
function readWhole(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    let bytes = Buffer.allocUnsafeSlow(enoughBytes)
    for (let length = 0; ;) {
      const taken = readSync(file, bytes, length, bytes.length - length, null)
      if (taken === 0) return bytes.subarray(0, length)
      length += taken
      if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length)
    }
  } finally {
    closeSync(file)
  }
}

const refreshEveryMs = 10_000
let refreshedMs = 0

/** Resolves an address, reading kallsyms anew (not too often) for one in a module that was loaded since. */
export function resolveSymbol(address: bigint): KernelSymbol {
  const symbol = kernelSymbols().resolve(address)
  const nowMs = performance.now()
  if (symbol.name !== '' || kernelSymbols().why !== '') return symbol
  if (refreshedMs > 0 && nowMs - refreshedMs < refreshEveryMs) return symbol
  refreshedMs = nowMs
  read = undefined
  return kernelSymbols().resolve(address)
}

/**
 * Parses lines `ffffffff81000000 T name\t[module]`. Only code symbols are kept. Lines that are cut or malformed are
 * skipped. Addresses are kept as signed numbers: kernel text lies within 2^53 of the top, so they are exact. All addresses zero (kptr_restrict) gives an empty table that says so.
 */
export function parseKallsyms(bytes: Uint8Array): KernelSymbols {
  const lines = Math.ceil(bytes.length / shortestLine)
  const addresses = new Float64Array(lines)
  const nameAt = new Uint32Array(lines)
  const nameEnd = new Uint32Array(lines)
  let count = 0
  let hidden = 0
  for (let at = 0; at < bytes.length;) {
    let end = bytes.indexOf(newline, at)
    if (end < 0) end = bytes.length
    const typeAt = at + 17
    if (end > typeAt + 2 && isCode(bytes[typeAt]) && bytes[at + 16] === space) {
      const high = hexadecimal(bytes, at)
      const low = hexadecimal(bytes, at + 8)
      if (high === 0 && low === 0) hidden++
      else if (high >= 0 && low >= 0) {
        addresses[count] = (high | 0) * 2 ** 32 + low
        nameAt[count] = typeAt + 2
        nameEnd[count] = end
        count++
      }
    }
    at = end + 1
  }
  const order = sortedOrder(addresses, count)
  const why =
    count > 0
      ? ''
      : hidden > 0
        ? '/proc/kallsyms shows zeros: kptr_restrict or missing privileges hide kernel addresses'
        : '/proc/kallsyms has no symbols'
  return {
    size: count,
    why,
    resolve: (address) => {
      const signed = Number(BigInt.asIntN(64, address))
      const index = lastNotAbove(addresses, order, signed)
      if (index === undefined) return unresolved
      const offset = signed - (addresses[index] ?? 0)
      if (offset > longestFunction) return unresolved
      return { ...splitName(bytes, nameAt[index] ?? 0, nameEnd[index] ?? 0), offset }
    },
  }
}

/** t, T: text; w, W: weak functions. */
function isCode(type: number | undefined): boolean {
  return type === 0x74 || type === 0x54 || type === 0x77 || type === 0x57
}

/** Eight hexadecimal digits; -1 if there are others. */
function hexadecimal(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let i = at; i < at + 8; i++) {
    const digit = bytes[i] ?? 0
    if (digit >= 48 && digit <= 57) value = value * 16 + digit - 48
    else if (digit >= 97 && digit <= 102) value = value * 16 + digit - 87
    else return -1
  }
  return value
}

/** Indexes by address; of several names for one address the first in kallsyms wins. */
function sortedOrder(addresses: Float64Array, count: number): Uint32Array {
  const of = (index: number | undefined): number => addresses[index ?? 0] ?? 0
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  // The core kernel comes in order, what modules and BPF add does not.
  let inOrder = 1
  while (inOrder < count && of(inOrder) >= of(inOrder - 1)) inOrder++
  if (inOrder >= count) return order
  const core = order.slice(0, inOrder)
  const added = order.slice(inOrder).sort((a, b) => of(a) - of(b) || a - b)
  for (let i = 0, fromCore = 0, fromAdded = 0; i < count; i++) {
    const isCore =
      fromCore < core.length &&
      (fromAdded === added.length || of(core[fromCore]) <= of(added[fromAdded]))
    order[i] = (isCore ? core[fromCore++] : added[fromAdded++]) ?? 0
  }
  return order
}

function lastNotAbove(
  addresses: Float64Array,
  order: Uint32Array,
  address: number,
): number | undefined {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((addresses[order[middle] ?? 0] ?? 0) <= address) low = middle + 1
    else high = middle
  }
  if (low === 0) return undefined
  const found = addresses[order[low - 1] ?? 0]
  let first = low - 1
  while (first > 0 && addresses[order[first - 1] ?? 0] === found) first--
  return order[first]
}

function splitName(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly name: string; readonly module: string } {
  const tabAt = bytes.subarray(at, end).indexOf(tab)
  const nameEnd = tabAt < 0 ? end : at + tabAt
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + at, nameEnd - at).toString('latin1')
  if (tabAt < 0) return { name, module: '' }
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset + nameEnd + 1, end - nameEnd - 1)
  return { name, module: rest.toString('latin1').replace(/^\[|\]$/g, '') }
}
