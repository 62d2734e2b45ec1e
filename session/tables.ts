/**
 * Every table of a session file, described once. The writer, the reader, the row types and SCHEMA.md
 * derive from this. A change here is a new schema version (see `version.ts`). One file a topic in tables/.
 *
 * Conventions: `…_ns` are nanoseconds since the session's start on CLOCK_MONOTONIC, exact in a JavaScript
 * number for 104 days. `netns` refers to `netns.id`. `phase` tells when a host fact was read.
 * Where a table has a key, adding a row under the same key again replaces it (to set `to_ns`, say).
 */
import type { RowOf } from './column.js'
import { counterTables } from './tables/counters.js'
import { dropTables } from './tables/drops.js'
import { namespaceTables } from './tables/namespaces.js'
import { recordingTables } from './tables/recording.js'
import { settingTables } from './tables/settings.js'
import { socketTables } from './tables/sockets.js'
import { trafficTables } from './tables/traffic.js'

export const tables = {
  ...recordingTables,
  ...namespaceTables,
  ...dropTables,
  ...trafficTables,
  ...counterTables,
  ...socketTables,
  ...settingTables,
} as const

export type Tables = typeof tables
export type TableName = keyof Tables
export type Row<N extends TableName> = RowOf<Tables[N]>
