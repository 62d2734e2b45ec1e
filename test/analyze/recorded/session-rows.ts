/** All rows of a session, with the blobs taken apart: what trimming works on. */
import { columnNames, describe, tableNames } from '../../../session/ddl.js'
import type { SessionReader } from '../../../session/reader.js'
import { SessionWriter } from '../../../session/writer.js'
import type { Row, TableName } from '../../../session/tables.js'
import { detailBlock, detailColumns, detailRows } from './drop-detail-text.js'
import { packetBlocks, packetColumns, packetRow, packetsOf, type Packet } from './packet-text.js'
import { foldRepeated, pick, type AnyRow } from './fold-rows.js'
import { constantCounters, constantSections, expandConstants } from './constant-counters.js'
import type { Scalar, Section } from './session-text.js'

export interface SessionRows {
  readonly tables: ReadonlyMap<TableName, readonly AnyRow[]>
  /** By source: rows of detailColumns. */
  readonly details: ReadonlyMap<string, readonly (readonly Scalar[])[]>
  readonly packets: readonly Packet[]
}

const isBlockTable = (name: TableName): boolean => name === 'drop_block' || name === 'packet_block'

export async function readSessionRows(reader: SessionReader): Promise<SessionRows> {
  const tables = new Map<TableName, readonly AnyRow[]>()
  for (const name of tableNames.filter((table) => !isBlockTable(table)))
    tables.set(name, (await reader.rows(name)) as readonly AnyRow[])
  const details = new Map<string, readonly (readonly Scalar[])[]>()
  for (const { source, data } of await reader.rows('drop_block'))
    details.set(source, [...(details.get(source) ?? []), ...detailRows(data)])
  return { tables, details, packets: packetsOf(await reader.rows('packet_block')) }
}

/** Settings that are the same at start and end, or in several namespaces, stand once. */
const repeating: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  address: ['phase'],
  membership: ['phase'],
  route: ['phase'],
  rule: ['netns', 'phase'],
  sysctl: ['netns', 'phase'],
  neighbour: ['phase'],
  qdisc: ['phase'],
  firewall_rule: ['phase'],
}

export function sectionsOf({ tables: all, details, packets }: SessionRows): Section[] {
  const constant = constantCounters(all.get('counter') ?? [], all.get('counter_change') ?? [])
  const sections: Section[] = constantSections(constant)
  const ids = new Set(constant.map((c) => c.id))
  const tables = new Map(all)
    .set(
      'counter',
      (all.get('counter') ?? []).filter((row) => !ids.has(row['id'] ?? null)),
    )
    .set(
      'counter_change',
      (all.get('counter_change') ?? []).filter((row) => !ids.has(row['counter'] ?? null)),
    )
  for (const [table, rows] of tables) {
    const each = repeating[table] ?? []
    const columns = columnNames(table).filter((column) => !each.includes(column))
    if (each.length === 0)
      sections.push({ table, columns, rows: rows.map((r) => pick(r, columns)) })
    else sections.push(...foldRepeated(table, columns, each, rows))
  }
  for (const [source, rows] of details)
    sections.push({
      table: 'drop_detail',
      columns: detailColumns,
      each: ['source'],
      of: [[source]],
      rows,
    })
  sections.push({ table: 'packet', columns: packetColumns, rows: packets.map(packetRow) })
  return sections
}

/** Makes a session file of what `parseSession` gave. Throws TypeError where a row does not fit its table. */
export async function writeSections(path: string, sections: readonly Section[]): Promise<void> {
  const writer = await SessionWriter.create(path, { overwrite: true })
  try {
    for (const section of expandConstants(sections)) {
      if (section.table === 'drop_detail') addDetails(writer, section)
      else if (section.table === 'packet') writer.add('packet_block', packetBlocks(section.rows))
      else addRows(writer, section)
    }
  } finally {
    await writer.close()
  }
  if (writer.failure !== undefined) throw writer.failure
}

function addRows(
  writer: SessionWriter,
  { table, columns, each = [], of = [[]], rows }: Section,
): void {
  const name = tableNames.find((known) => known === table)
  if (name === undefined) throw new TypeError(`there is no table ${table}`)
  const names = [...each, ...columns]
  const unknown = names.filter((column) => !columnNames(name).includes(column))
  if (unknown.length > 0) throw new TypeError(`${table} has no column ${unknown.join()}`)
  const missing = Object.fromEntries(
    columnNames(name)
      .filter((c) => !names.includes(c))
      .map((c) => [c, neutral(name, c)]),
  )
  for (const tuple of of) {
    const made = rows.map((row) => {
      const values = [...tuple, ...row]
      return {
        ...missing,
        ...Object.fromEntries(names.map((column, i) => [column, values[i] ?? null])),
      }
    })
    // the writer checks every value against tables.ts
    writer.add(name, made as unknown as Row<typeof name>[])
  }
}

/** For a column that came after the session was recorded. */
function neutral(table: TableName, column: string): Scalar {
  const { sql, nullable, words, json } = describe(table).columns[column] ?? {}
  if (nullable === true) return null
  if (sql !== 'TEXT') return 0
  if (json !== undefined) return json === 'array' ? '[]' : '{}'
  return words?.[0] ?? ''
}

function addDetails(writer: SessionWriter, { columns, of = [], rows }: Section): void {
  const source = String(of[0]?.[0])
  const at = columns.indexOf('atNs')
  const times = rows.map((row) => Math.round(Number(row[at])))
  writer.add('drop_block', [
    {
      // one block a source: ids need only differ
      id: ['bpf', 'drop-monitor', 'tracefs'].indexOf(source) + 1,
      source: source as Row<'drop_block'>['source'],
      from_ns: Math.min(...times),
      to_ns: Math.max(...times),
      records: rows.length,
      data: detailBlock(columns, rows),
    },
  ])
}
