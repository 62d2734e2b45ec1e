/** A small vocabulary to describe tables once: DDL, INSERTs, row types and SCHEMA.md all derive from it. */

export type SqlType = 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB'

export interface Column<T> {
  readonly sql: SqlType
  readonly nullable: boolean
  /** Part of the primary key. A row added again under its key replaces the older one. */
  readonly key: boolean
  /** Beyond 2^53 - 1 the value is kept rounded; without this such a number is refused. */
  readonly rounded: boolean
  /** For columns that hold one of a fixed list of words. */
  readonly words?: readonly string[]
  /** For columns that hold JSON: what it must be. */
  readonly json?: 'object' | 'array'
  /** One sentence: meaning, unit, and what NULL means. */
  readonly doc: string
  /** Type-level only; never present at run time. */
  readonly type?: T
}

/** An integer that fits a JavaScript number (at most 2^53 - 1). */
export const int = (doc: string): Column<number> => column('INTEGER', doc)
export const intKey = (doc: string): Column<number> => ({
  ...column<number>('INTEGER', doc),
  key: true,
})
export const intOrNull = (doc: string): Column<number | null> => ({
  ...column<number | null>('INTEGER', doc),
  nullable: true,
})
/** A 64-bit counter: above 2^53 it is rounded, as JavaScript numbers are. */
export const intRounded = (doc: string): Column<number> => ({
  ...column<number>('INTEGER', doc),
  rounded: true,
})
export const intRoundedOrNull = (doc: string): Column<number | null> => ({
  ...column<number | null>('INTEGER', doc),
  nullable: true,
  rounded: true,
})
export const text = (doc: string): Column<string> => column('TEXT', doc)
export const textKey = (doc: string): Column<string> => ({
  ...column<string>('TEXT', doc),
  key: true,
})
export const textOrNull = (doc: string): Column<string | null> => ({
  ...column<string | null>('TEXT', doc),
  nullable: true,
})
/** One of a fixed list of words. */
export const word = <const W extends readonly string[]>(
  words: W,
  doc: string,
): Column<W[number]> => ({
  ...column<W[number]>('TEXT', `${doc} One of: ${words.join(', ')}.`),
  words,
})
/** JSON, stored as text. */
export const jsonText = (json: 'object' | 'array', doc: string): Column<string> => ({
  ...column<string>('TEXT', doc),
  json,
})
export const jsonTextOrNull = (json: 'object' | 'array', doc: string): Column<string | null> => ({
  ...column<string | null>('TEXT', doc),
  nullable: true,
  json,
})
export const blob = (doc: string): Column<Uint8Array> => column('BLOB', doc)

function column<T>(sql: SqlType, doc: string): Column<T> {
  return { sql, nullable: false, key: false, rounded: false, doc }
}

export type Columns = Readonly<Record<string, Column<unknown>>>

export interface Table<C extends Columns> {
  readonly doc: string
  readonly columns: C
  /** Extra index, as a list of column names. */
  readonly index?: readonly (keyof C & string)[]
}

export const table = <C extends Columns>(
  doc: string,
  columns: C,
  index?: readonly (keyof C & string)[],
): Table<C> => (index === undefined ? { doc, columns } : { doc, columns, index })

export type RowOf<T> =
  T extends Table<infer C>
    ? { readonly [K in keyof C]: C[K] extends Column<infer V> ? V : never }
    : never
