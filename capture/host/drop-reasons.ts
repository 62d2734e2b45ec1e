import { readFileSync } from 'node:fs'
import { addon } from '../native.js'

export interface DropReason {
  readonly value: number
  /** Without SKB_DROP_REASON_. */
  readonly name: string
  /** 'core', 'mac80211', 'openvswitch' … */
  readonly subsystem: string
}

export interface DropReasons {
  readonly all: readonly DropReason[]
  /** Name of a number; the number as text where this kernel's table lacks it, 'NOT_SPECIFIED' for -1 (no reason argument, before 5.17). */
  name(value: number): string
}

/** Also of kernels that tell no reasons (before 5.17). */
export const notSpecified = 'NOT_SPECIFIED'
const subsystemShift = 16
const formatFiles = [
  '/sys/kernel/tracing/events/skb/kfree_skb/format',
  '/sys/kernel/debug/tracing/events/skb/kfree_skb/format',
]

/** The running kernel's own table: from BTF, else from the tracepoint's format file. Numbers move with every release. */
export function dropReasons(): DropReasons {
  const fromBtf = reasonsFromEnumerators(readBtf())
  return reasonTable(fromBtf.length > 0 ? fromBtf : readFormat())
}

/** Their names; none before 5.17. */
export const reasonsHere = (): readonly string[] => dropReasons().all.map(({ name }) => name)

export function reasonTable(all: readonly DropReason[]): DropReasons {
  const names = new Map(all.map(({ value, name }) => [value, name]))
  return {
    all,
    name: (value) =>
      value === -1 ? notSpecified : (names.get(value >>> 0) ?? String(value >>> 0)),
  }
}

/** Drops the enumerators that are no reasons (bounds and masks); of several names for a number the first stays. */
export function reasonsFromEnumerators(enumerators: readonly DropReason[]): readonly DropReason[] {
  const reasons = new Map<number, DropReason>()
  for (const { value, name, subsystem } of enumerators) {
    if (/^SKB_NOT_DROPPED_YET$|_SUBSYS_MASK$|_MAX$/.test(name) || reasons.has(value)) continue
    reasons.set(value, { value, name: shortName(name), subsystem })
  }
  return [...reasons.values()]
}

/** Parses `{ 2, "NOT_SPECIFIED" }` of a tracepoint's print fmt. Text that has none gives an empty table. */
export function reasonsFromFormat(format: string): readonly DropReason[] {
  const reasons = new Map<number, DropReason>()
  for (const [, number, name] of format.matchAll(
    /\{\s*(0x[0-9a-fA-F]+|\d+)\s*,\s*"([^"]+)"\s*\}/g,
  )) {
    if (number === undefined || name === undefined) continue
    const value = Number(number)
    const subsystem = value >>> subsystemShift
    reasons.set(value, {
      value,
      name: shortName(name),
      subsystem: subsystem === 0 ? 'core' : String(subsystem),
    })
  }
  return [...reasons.values()]
}

const shortName = (name: string): string => name.replace(/^SKB_DROP_REASON_/, '')

function readBtf(): readonly DropReason[] {
  try {
    return addon().dropReasons()
  } catch {
    // No addon: the format file has the core's names too. That the addon is missing is said by its own source.
    return []
  }
}

function readFormat(): readonly DropReason[] {
  for (const path of formatFiles) {
    try {
      return reasonsFromFormat(readFileSync(path, 'utf8'))
    } catch {
      // Not mounted there, or no right to read it: the next place, else numbers stay numbers.
      continue
    }
  }
  return []
}
