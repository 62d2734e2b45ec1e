import { usageError } from '../usage-error.js'

/**
 * Parses a whole number between `from` and `to`.
 * @throws DropcorrError with exit code 2
 */
export function parseWholeNumber(option: string, text: string, from: number, to: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value >= from && value <= to) return value
  throw usageError(
    `bad number '${text}' for ${option}`,
    `${option} ${value > to ? to : from}`,
    `it must be a whole number between ${from} and ${to}`,
  )
}
