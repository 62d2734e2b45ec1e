/**
 * The text form of a recorded session in fixtures/sessions: one JSON value a line, so that a change shows in a diff.
 * A section begins with an object that names table and columns; each line after it is one row.
 * `each` and `of` say what rows repeat for: columns, and the list of their values. Settings that are the same in
 * three namespaces at start and end stand there once.
 */
export type Scalar = string | number | null

export interface Section {
  /** A table of the session, or `drop_detail` or `packet` for what is a blob there. */
  readonly table: string
  readonly columns: readonly string[]
  readonly each?: readonly string[]
  readonly of?: readonly (readonly Scalar[])[]
  readonly rows: readonly (readonly Scalar[])[]
}

export interface SessionText {
  readonly format: typeof formatName
  /** Version of session/tables.ts when it was recorded. */
  readonly schema: number
  /** What was left out, for whoever wonders why a number is small. */
  readonly trimmed: readonly string[]
  readonly sections: readonly Section[]
}

export const formatName = 'dropcorr-recorded-session@1'

export function printSession({ sections, ...head }: SessionText): string {
  const lines = [JSON.stringify(head)]
  for (const { rows, ...section } of sections) {
    if (rows.length === 0) continue
    lines.push(JSON.stringify(section), ...rows.map((row) => JSON.stringify(row)))
  }
  return `${lines.join('\n')}\n`
}

/** Throws SyntaxError naming the line. */
export function parseSession(text: string): SessionText {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new SyntaxError('the last line is cut off')
  const sections: (Section & { readonly rows: (readonly Scalar[])[] })[] = []
  let head: Omit<SessionText, 'sections'> | undefined
  for (const [index, line] of lines.entries()) {
    const value = jsonOf(line, index)
    if (head === undefined) head = headOf(value, index)
    else if (Array.isArray(value)) rowsOf(sections, index).push(rowOf(value, sections, index))
    else sections.push({ ...sectionOf(value, index), rows: [] })
  }
  if (head === undefined) throw new SyntaxError('empty')
  return { ...head, sections }
}

function jsonOf(line: string, index: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw wrong(index, `not JSON: ${String(error)}`)
  }
}

function headOf(value: unknown, index: number): Omit<SessionText, 'sections'> {
  if (!isObject(value) || value['format'] !== formatName) throw wrong(index, `not ${formatName}`)
  const { schema, trimmed } = value
  if (typeof schema !== 'number' || !isTexts(trimmed)) throw wrong(index, 'no schema or trimmed')
  return { format: formatName, schema, trimmed }
}

function sectionOf(value: unknown, index: number): Omit<Section, 'rows'> {
  if (!isObject(value)) throw wrong(index, 'neither a section nor a row')
  const { table, columns, each, of } = value
  if (typeof table !== 'string' || !isTexts(columns))
    throw wrong(index, 'a section needs table and columns')
  if (each === undefined && of === undefined) return { table, columns }
  if (!isTexts(each) || !isTuples(of) || of.some((tuple) => tuple.length !== each.length))
    throw wrong(index, 'each and of do not fit together')
  return { table, columns, each, of }
}

function rowsOf<S>(sections: readonly { readonly rows: S[] }[], index: number): S[] {
  const last = sections.at(-1)
  if (last === undefined) throw wrong(index, 'a row before any section')
  return last.rows
}

function rowOf(
  value: readonly unknown[],
  sections: readonly Section[],
  index: number,
): readonly Scalar[] {
  const expected = sections.at(-1)?.columns.length
  if (value.length !== expected)
    throw wrong(index, `${value.length} values instead of ${String(expected)}`)
  if (!isScalars(value)) throw wrong(index, 'values are texts, numbers or null')
  return value
}

const wrong = (index: number, what: string): SyntaxError =>
  new SyntaxError(`line ${index + 1}: ${what}`)
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
const isScalars = (value: readonly unknown[]): value is readonly Scalar[] =>
  value.every((item) => item === null || typeof item === 'string' || typeof item === 'number')
const isTuples = (value: unknown): value is readonly (readonly Scalar[])[] =>
  Array.isArray(value) && value.every((item) => Array.isArray(item) && isScalars(item))
