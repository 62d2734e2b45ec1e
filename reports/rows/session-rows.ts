import { ipProtocolName } from '../../session/packet/numbers.js'
import type { SessionReader } from '../../session/reader.js'
import type { Cell, RowExport } from './columns.js'

/** Rows asked for at once: a long recording has millions. */
const pageRows = 20_000

/** Every change of every counter, with what was added since the reading before; null at the first. */
export const counterRows = (reader: SessionReader): RowExport => ({
  columns: ['at_ms', 'counter', 'netns', 'value', 'added', 'gauge'],
  rows: () =>
    paged(
      reader,
      `SELECT v.at_ns / 1e6 AS at_ms, c.name AS counter, coalesce(n.name, 'global') AS netns, v.value,
              v.value - lag(v.value) OVER (PARTITION BY v.counter ORDER BY v.at_ns) AS added, c.gauge
       FROM counter_change v JOIN counter c ON c.id = v.counter LEFT JOIN netns n ON n.id = c.netns
       ORDER BY v.at_ns, c.id`,
      ({ at_ms, counter, netns, value, added, gauge }) => [
        at_ms,
        counter,
        netns,
        value,
        gauge === 1 ? null : added,
        gauge,
      ],
    ),
})

/** What the capture saw, by flow and second. */
export const flowRows = (reader: SessionReader): RowExport => ({
  columns: [
    'at_ms',
    'netns',
    'interface',
    'family',
    'proto',
    'src',
    'sport',
    'dst',
    'dport',
    'packets',
    'bytes',
  ],
  rows: () =>
    paged(
      reader,
      `SELECT s.at_ns / 1e6 AS at_ms, coalesce(n.name, '') AS netns,
              coalesce((SELECT c.name FROM capture c WHERE c.netns = f.netns AND c.ifindex = f.ifindex
                         ORDER BY c.from_ns DESC LIMIT 1), '') AS interface,
              f.family, f.proto, f.src, f.sport, f.dst, f.dport, s.packets, s.bytes
       FROM flow_second s JOIN flow f ON f.id = s.flow LEFT JOIN netns n ON n.id = f.netns
       ORDER BY s.at_ns, f.id`,
      (row) => [
        row['at_ms'],
        row['netns'],
        row['interface'],
        row['family'],
        row['family'] === 0 ? '' : ipProtocolName(Number(row['proto'])),
        row['src'],
        row['sport'],
        row['dst'],
        row['dport'],
        row['packets'],
        row['bytes'],
      ],
    ),
})

type SqlRow = Readonly<Record<string, Cell>>

async function* paged(
  reader: SessionReader,
  sql: string,
  cells: (row: SqlRow) => readonly (Cell | undefined)[],
): AsyncGenerator<readonly Cell[]> {
  for (let offset = 0; ; offset += pageRows) {
    const page = await reader.query(`${sql} LIMIT ${pageRows} OFFSET ${offset}`)
    // only columns of numbers and texts are asked for
    for (const row of page as readonly SqlRow[]) yield cells(row).map((cell) => cell ?? null)
    if (page.length < pageRows) return
  }
}
