/** A recorded session whose texts were replaced, table by table and column by column, as session/tables.ts lists them. */
import { describe as described, quoted, tableNames } from '../../../session/ddl.js'
import { columnRedactions } from '../../../session/redact/column-redactions.js'
import { openFlags, SqliteDatabase } from '../../../session/sqlite.js'
import type { TableName } from '../../../session/tables.js'
import { writeSections } from '../../analyze/recorded/session-rows.js'
import { parseSession } from '../../analyze/recorded/session-text.js'

/** names: what people choose, so that the same causes are found; all: every text of every table. */
export type Reach = 'names' | 'all'

const machineWords = new Set(['open', 'address', 'counterName', 'symbol', 'kernelAddress'])
/** Facts that are more than text: a session in which they are wrong is refused. */
const checkedInfo = "('startedAt', 'startMonotonicNs', 'endReason')"

interface TextColumn {
  readonly table: TableName
  readonly column: string
  readonly isJson: boolean
}

/** Columns of free text: those of fixed words can hold nothing else. */
export function textColumns(reach: Reach): readonly TextColumn[] {
  return tableNames.flatMap((table) =>
    Object.entries(described(table).columns)
      .filter(([, { sql, words }]) => sql === 'TEXT' && words === undefined)
      .filter(([column]) => `${table}.${column}` !== 'session_info.key')
      .filter(([column]) => reach === 'all' || !machineWords.has(kindOf(table, column)))
      .map(([column, { json }]) => ({
        table,
        column,
        isJson: json !== undefined || kindOf(table, column) === 'infoValue',
      })),
  )
}

const kindOf = (table: TableName, column: string): string =>
  Object.entries(columnRedactions[table]).find(([name]) => name === column)?.[1] ?? 'open'

/** Writes a session whose texts went through `change`; numbers, ids and blocks stay. */
export async function writeHostile(
  path: string,
  recorded: string,
  reach: Reach,
  change: (text: string) => string | Buffer,
): Promise<void> {
  await writeSections(path, parseSession(recorded).sections)
  const database = await SqliteDatabase.open(path, openFlags.write)
  try {
    // One transaction: each update by itself would wait for the disk.
    await database.exec('BEGIN')
    for (const { table, column, isJson } of textColumns(reach)) {
      const info = table === 'session_info' ? `AND key NOT IN ${checkedInfo}` : ''
      const rows = await database.all(
        `SELECT rowid AS id, ${quoted(column)} AS value FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL ${info}`,
        [],
      )
      // A blob parameter, so that bytes which are no UTF-8 come into a column of text.
      const update = await database.prepare(
        `UPDATE OR IGNORE ${quoted(table)} SET ${quoted(column)} = CAST(? AS TEXT) WHERE rowid = ?`,
      )
      for (const { id, value } of rows)
        await update.run([changed(String(value), isJson, change), Number(id)])
      await update.finalize()
    }
    await database.exec('COMMIT')
  } finally {
    await database.close()
  }
}

function changed(
  text: string,
  isJson: boolean,
  change: (text: string) => string | Buffer,
): Uint8Array {
  if (!isJson) return Buffer.from(change(text))
  const json = JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    typeof value === 'string' ? change(value).toString() : value,
  )
  return Buffer.from(json)
}
