/** Writes a session again with every private value under a pseudonym: it can be sent, and tells the same causes. */
import { columnNames, quoted, tableNames } from '../ddl.js'
import { packedPackets } from '../pack-packets.js'
import type { SessionReader } from '../reader.js'
import type { SqlRow } from '../sqlite.js'
import type { Row, TableName } from '../tables.js'
import type { SessionWriter } from '../writer.js'
import { columnRedactions, type ColumnRedaction } from './column-redactions.js'
import { Pseudonyms } from './pseudonyms.js'
import { AddressRedaction } from './redact-address.js'
import { redactDropBlock, redactPacketBlock } from './redact-blocks.js'
import { redactText } from './redact-columns.js'
import { redactInfo } from './redact-info.js'
import type { TextRedaction } from './redact-text.js'
import { redactionKey } from './redaction-key.js'

/** Rows in memory at a time. */
const rowsAtOnce = 5000

export interface Redaction extends TextRedaction {
  readonly checksumKey: Buffer
  readonly rtpKey: Buffer
  /** Each interface and namespace that the session names, and how it is called in the redacted one. */
  readonly interfaces: ReadonlyMap<string, string>
  readonly namespaces: ReadonlyMap<string, string>
}

/** Reads the session's names. `secret`: the same one makes the same pseudonyms. */
export async function redactionOf(reader: SessionReader, secret: Uint8Array): Promise<Redaction> {
  const key = redactionKey(secret)
  const names = new Pseudonyms(key)
  const addresses = new AddressRedaction(key)
  const by: TextRedaction = { names, addresses }
  const interfaces = new Map<string, string>()
  // names are met before the sentences that may hold them
  for (const table of tableNames) {
    for (const [column, kind] of columnsOf(table)) {
      if (!nameKinds.has(kind)) continue
      const sql = `SELECT DISTINCT ${quoted(column)} AS name FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL`
      for (const { name } of await reader.query(sql)) {
        const redacted = textOf(kind, String(name), noInterfaces, by)
        if (kind === 'interface') interfaces.set(String(name), redacted)
      }
    }
  }
  const { hostname } = await reader.info()
  if (hostname !== undefined) names.host(hostname)
  const namespaces = (await reader.rows('netns')).map(
    ({ name }) => [name, names.netns(name)] as const,
  )
  return {
    names,
    addresses,
    interfaces,
    namespaces: new Map(namespaces),
    checksumKey: key.of('checksum'),
    rtpKey: key.of('rtp'),
  }
}

const nameKinds: ReadonlySet<ColumnRedaction> = new Set<ColumnRedaction>([
  ...(['interface', 'command', 'netns', 'container', 'cgroup', 'firewall', 'program'] as const),
])

const noInterfaces: ReadonlySet<string> = new Set()

/** The writer is left open. Throws DropcorrError, exit 4, for a session whose blocks are damaged. */
export async function redactSession(
  reader: SessionReader,
  writer: SessionWriter,
  by: Redaction,
): Promise<void> {
  const protocols = new Map((await reader.rows('drop_key')).map((k) => [k.id, k.protocol]))
  const interfaces = new Set(by.interfaces.keys())
  for (const table of tableNames) {
    if (table === 'drop_block' || table === 'packet_block') continue
    for await (const rows of batches(reader, table)) {
      const redacted = rows.flatMap((row) => redactRow(table, row, interfaces, by) ?? [])
      // the reader has checked every value against the table, and redaction keeps types
      writer.add(table, redacted as unknown as readonly Row<typeof table>[])
      await writer.flush()
    }
  }
  for await (const block of reader.blocks('drop_block')) {
    const protocolOf = (key: number): number => protocols.get(key) ?? 0
    const data = redactDropBlock(block.data, protocolOf, by, by.names)
    writer.add('drop_block', [{ ...block, data }])
    await writer.flush()
  }
  for await (const block of reader.passingPackets()) {
    const data = packedPackets(redactPacketBlock(block.data, block.link_type, by), block.link_type)
    writer.add('packet_block', [{ ...block, data }])
    await writer.flush()
  }
}

const columnsOf = (table: TableName): readonly (readonly [string, ColumnRedaction])[] =>
  Object.entries(columnRedactions[table])

/** In the order they were stored. */
async function* batches(
  reader: SessionReader,
  table: TableName,
): AsyncGenerator<readonly SqlRow[]> {
  const columns = columnNames(table).map(quoted).join(', ')
  const sql = `SELECT rowid AS "rowid of the table", ${columns} FROM ${quoted(table)} WHERE rowid > ? ORDER BY rowid LIMIT ${rowsAtOnce}`
  let last = -Number.MAX_SAFE_INTEGER
  for (;;) {
    const rows = await reader.query(sql, [last])
    if (rows.length === 0) return
    last = Number(rows.at(-1)?.['rowid of the table'])
    yield rows
  }
}

/** undefined for a row that is left out. */
function redactRow(
  table: TableName,
  row: SqlRow,
  interfaces: ReadonlySet<string>,
  by: Redaction,
): SqlRow | undefined {
  const redacted: Record<string, unknown> = {}
  for (const [column, kind] of columnsOf(table)) {
    const value = row[column]
    if (kind === 'infoValue') {
      const json = redactInfo(String(row['key']), String(value), by)
      if (json === undefined) return undefined
      redacted[column] = json
    } else
      redacted[column] = typeof value === 'string' ? textOf(kind, value, interfaces, by) : value
  }
  return redacted
}

const textOf = (
  kind: ColumnRedaction,
  text: string,
  interfaces: ReadonlySet<string>,
  by: TextRedaction,
): string =>
  kind === 'open' || kind === 'blocks' || kind === 'infoValue'
    ? text
    : redactText(kind, text, interfaces, by)
