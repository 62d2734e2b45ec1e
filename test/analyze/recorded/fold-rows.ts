import type { Scalar, Section } from './session-text.js'

export type AnyRow = Readonly<Record<string, Scalar>>

/** Rows that differ in the columns `each` only stand once. */
export function foldRepeated(
  table: string,
  columns: readonly string[],
  each: readonly string[],
  rows: readonly AnyRow[],
): Section[] {
  const tuplesOf = new Map<string, (readonly Scalar[])[]>()
  for (const row of rows) {
    const content = JSON.stringify(pick(row, columns))
    const tuples = tuplesOf.get(content)
    if (tuples === undefined) tuplesOf.set(content, [pick(row, each)])
    else tuples.push(pick(row, each))
  }
  const sections = new Map<string, Section & { readonly rows: (readonly Scalar[])[] }>()
  for (const [content, of] of tuplesOf) {
    const key = JSON.stringify(of)
    const section = sections.get(key) ?? { table, columns, each, of, rows: [] }
    section.rows.push(JSON.parse(content) as readonly Scalar[])
    sections.set(key, section)
  }
  return [...sections.values()]
}

export const pick = (row: AnyRow, columns: readonly string[]): Scalar[] =>
  columns.map((column) => row[column] ?? null)
