import type { SqliteDatabase } from '../../session/sqlite.js'

/** A way in which a session can be large. Works on a copy of the base session. */
export interface Shape {
  readonly name: string
  /** What a size counts. */
  readonly unit: string
  /** Sizes measured unless others are asked for. */
  readonly sizes: readonly number[]
  /** Makes the session that large; resolves to the drops it added, by cause. */
  grow(database: SqliteDatabase, size: number): Promise<Readonly<Record<string, number>>>
}

/** Numbers 0 … n - 1 as a table `n(i)`, for a WITH clause. */
export const counting = (n: number): string =>
  `n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${n})`

/** IPv4 address of 11.0.0.0/8 by number, in SQL: hosts beyond any network of the base session. */
export const addressSql = (i: string): string =>
  `'11.' || (${i} >> 16 & 255) || '.' || (${i} >> 8 & 255) || '.' || (${i} & 255)`
