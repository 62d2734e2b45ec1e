/** Rows on their way into the database: checked against tables.ts, then one JSON array a row, or SQL parameters. */
import type { Column } from './column.js'
import { describe } from './ddl.js'
import type { SqlValue } from './sqlite.js'
import type { TableName } from './tables.js'

export interface RowEncoder {
  /** Tables with a blob are written row by row, all others many rows at a time through json_each. */
  readonly hasBlob: boolean
  /** Throws TypeError naming table and column where a value is not what the table says. */
  values(row: Readonly<Record<string, unknown>>): readonly SqlValue[]
}

export function rowEncoder(name: TableName): RowEncoder {
  const columns = Object.entries(describe(name).columns)
  const checks = columns.map(([column, definition]) => ({
    column,
    check: valueCheck(`${name}.${column}`, definition),
  }))
  return {
    hasBlob: columns.some(([, { sql }]) => sql === 'BLOB'),
    values: (row) => checks.map(({ column, check }) => check(row[column])),
  }
}

type ValueCheck = (value: unknown) => SqlValue

function valueCheck(where: string, column: Column<unknown>): ValueCheck {
  const refuse = (value: unknown): never => {
    const shown = typeof value === 'bigint' ? `${value}n` : String(value).slice(0, 80)
    throw new TypeError(`${where}: ${shown} (${typeof value}) is not ${expected(column)}`)
  }
  const check = notNullCheck(column, refuse)
  if (!column.nullable) return check
  return (value) => (value === null ? null : check(value))
}

function notNullCheck(column: Column<unknown>, refuse: (value: unknown) => never): ValueCheck {
  if (column.sql === 'INTEGER') {
    return column.rounded
      ? (value) => (isCounter(value) ? value : refuse(value))
      : (value) => (Number.isSafeInteger(value) ? (value as number) : refuse(value))
  }
  if (column.sql === 'REAL')
    return (value) => (Number.isFinite(value) ? (value as number) : refuse(value))
  if (column.sql === 'BLOB') return (value) => (value instanceof Uint8Array ? value : refuse(value))
  const { words, json } = column
  if (json !== undefined)
    return (value) => (isJson(value, json) ? storableText(value) : refuse(value))
  if (words !== undefined) {
    return (value) => (typeof value === 'string' && words.includes(value) ? value : refuse(value))
  }
  return (value) => (typeof value === 'string' ? storableText(value) : refuse(value))
}

function isJson(value: unknown, shape: 'object' | 'array'): value is string {
  if (typeof value !== 'string') return false
  try {
    const parsed: unknown = JSON.parse(value)
    return (
      typeof parsed === 'object' && parsed !== null && Array.isArray(parsed) === (shape === 'array')
    )
  } catch {
    // Not JSON: the caller names the column.
    return false
  }
}

// The largest 64-bit counter reads as 2^64 once it is a JavaScript number.
const isCounter = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) <= 2 ** 64

function expected(column: Column<unknown>): string {
  const orNull = column.nullable ? ' or null' : ''
  if (column.words !== undefined) return `one of ${column.words.join(', ')}${orNull}`
  if (column.sql === 'INTEGER') return `an integer${column.rounded ? '' : ' within 2^53'}${orNull}`
  if (column.json !== undefined) return `a JSON ${column.json}${orNull}`
  return `${column.sql}${orNull}`
}

// SQLite's JSON functions end a string at NUL before 3.43, and its shell always does; lone surrogates are not UTF-8.
const unstorable = /[\0\ud800-\udfff]/
const replacement = '\ufffd'

export function storableText(text: string): string {
  if (!unstorable.test(text)) return text
  return text.replace(/\0|\p{Surrogate}/gu, replacement)
}
