import type { SqliteDatabase } from '../sqlite.js'

/** What was given up to make room, in numbers for source health. */
export type LeftOut = Map<
  'packets' | 'details' | 'flowsOfTraffic' | 'flowsOfDrops' | 'sockets',
  number
>

export interface RoomContext {
  readonly database: SqliteDatabase
  /** Rows of the last seconds stay as they are: what belongs to them may still come. */
  readonly untilNs: number
  /** Bytes still to be freed, about. */
  readonly wantedBytes: number
  readonly leftOut: LeftOut
  /** Width of merged buckets, nanoseconds. */
  readonly widthNs: number
}

/** One way to make room; called with the dearest things kept for last. */
export interface RoomStep {
  /** For the event in the session: what it gives up. */
  readonly what: string
  run(context: RoomContext): Promise<void>
}

/** All or nothing. */
export async function inTransaction(
  database: SqliteDatabase,
  work: () => Promise<void>,
): Promise<void> {
  await database.exec('BEGIN IMMEDIATE')
  try {
    await work()
    await database.exec('COMMIT')
  } catch (error) {
    // A full disk has SQLite roll back by itself.
    await database.exec('ROLLBACK').catch(() => undefined)
    throw error
  }
}
