import { usageError } from '../usage-error.js'

const unitBytes = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 } as const

/** Limits in bytes, both allowed. */
export interface SizeRange {
  readonly fromBytes: number
  readonly toBytes: number
}

/** A session without a single packet takes a few hundred kilobytes, on a host with many interfaces a few megabytes. */
export const sessionSizeRange: SizeRange = { fromBytes: 4 * 2 ** 20, toBytes: 2 ** 40 }

/**
 * Parses '500M', '2G', '1.5GiB', '8388608' to bytes; units are powers of 1024.
 * @throws DropcorrError with exit code 2
 */
export function parseSizeBytes(option: string, text: string, range: SizeRange): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(?:([kmgt])(?:i?b)?|b)?$/i.exec(text) ?? []
  const factor = unitBytes[unit.toLowerCase() as keyof typeof unitBytes]
  if (amount === undefined) {
    throw usageError(
      `bad size '${text}' for ${option}`,
      `${option} 500M`,
      'a size is a number and one of the units K, M, G, T',
    )
  }
  const bytes = Math.round(Number(amount) * factor)
  if (bytes >= range.fromBytes && bytes <= range.toBytes) return bytes
  const nearest = Math.min(Math.max(bytes, range.fromBytes), range.toBytes)
  throw usageError(
    `bad size '${text}' for ${option}`,
    `${option} ${formatSize(nearest)}`,
    `it must be between ${formatSize(range.fromBytes)} and ${formatSize(range.toBytes)}`,
  )
}

/** In the largest unit that divides it: 1048576 → '1M'. */
export function formatSize(bytes: number): string {
  for (const [unit, factor] of Object.entries(unitBytes).reverse()) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit.toUpperCase()}`
  }
  return String(bytes)
}
