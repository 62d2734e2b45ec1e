/** Changes what a session file holds so that every value is still of its type: what verification lets through. */
import type { Column } from '../../session/column.js'
import { describe, quoted, tableNames } from '../../session/ddl.js'
import { openFlags, SqliteDatabase, type SqlValue } from '../../session/sqlite.js'
import { mutated } from './mutate.js'
import type { Random } from './random.js'

const maxChanges = 12
const integers = [
  ...[0, -1, 1, 2, 255, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32, -(2 ** 31)],
  ...[1e9, 1e12, 1e15, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
]
const texts = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    'NaN',
    'null',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '*',
    '::',
    '[',
    '(a+)+$',
  ],
  ...[
    '</script><script>alert(1)</script>',
    "'; DROP TABLE event; --",
    '\u0000',
    '\u202egnp',
    '\ud800',
    '\n# x\n',
  ],
  ...['x'.repeat(100_000), '('.repeat(5000), '0.0.0.0/0', '255.255.255.255', 'fe80::1%eth0'],
]
const json = {
  array: [
    '[]',
    '[null]',
    '["x"]',
    '[1e999]',
    '[-1]',
    '[[[]]]',
    '[{"__proto__":1}]',
    `[${'0,'.repeat(5000)}0]`,
  ],
  object: [
    '{}',
    '{"__proto__":{"a":1}}',
    '{"limit":"x"}',
    '{"limit":-1e308}',
    '{"id":null}',
    '{"a":{"b":[]}}',
  ],
} as const

/** Damages the file in place. */
export async function damageSession(path: string, random: Random): Promise<void> {
  const database = await SqliteDatabase.open(path, openFlags.write)
  try {
    await database.exec('BEGIN')
    const filled: string[] = []
    for (const name of tableNames) {
      const rows = await database.all(`SELECT 1 FROM ${quoted(name)} LIMIT 1`)
      if (rows.length > 0) filled.push(name)
    }
    for (let left = 1 + random.below(maxChanges); left > 0; left--) {
      await change(database, random.pick(filled) as (typeof tableNames)[number], random)
    }
    await database.exec('COMMIT')
  } finally {
    await database.close()
  }
}

async function change(
  database: SqliteDatabase,
  table: (typeof tableNames)[number],
  random: Random,
): Promise<void> {
  const name = quoted(table)
  // Half of the changes meet one row, the others up to all.
  const every = random.pick([1, 2, 7, 1e9, 1e9, 1e9])
  const [last] = await database.all(`SELECT max(rowid) AS last FROM ${name}`)
  const one = 1 + random.below(Number(last?.['last'] ?? 1))
  const where = every === 1e9 ? `rowid = ${one}` : `rowid % ${every} = 0`
  if (random.below(8) === 0) {
    await database.exec(`DELETE FROM ${name} WHERE ${where}`)
    return
  }
  const [column, definition] = random.pick(Object.entries(describe(table).columns))
  const value = await changedValue(database, table, column, definition, random)
  // A key that exists already stays as it is.
  await database.run(
    `UPDATE OR IGNORE ${name} SET ${quoted(column)} = ${value.sql} WHERE ${where}`,
    value.parameters,
  )
}

interface ChangedValue {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
}

async function changedValue(
  database: SqliteDatabase,
  table: string,
  column: string,
  { sql, nullable, words, json: shape }: Column<unknown>,
  random: Random,
): Promise<ChangedValue> {
  if (nullable && random.below(4) === 0) return { sql: 'NULL', parameters: [] }
  if (sql === 'BLOB') {
    const [row] = await database.all(
      `SELECT ${quoted(column)} AS data FROM ${quoted(table)} LIMIT 1`,
    )
    const data = row?.['data']
    const seed =
      data instanceof Uint8Array && data.length > 0 ? new Uint8Array(data) : Uint8Array.of(0)
    return { sql: '?', parameters: [mutated([seed], random)] }
  }
  if (sql === 'INTEGER') {
    if (random.below(3) === 0)
      return { sql: `${quoted(column)} + ${random.below(2001) - 1000}`, parameters: [] }
    return { sql: String(random.pick(integers)), parameters: [] }
  }
  if (words !== undefined) return { sql: '?', parameters: [random.pick(words)] }
  if (shape !== undefined) return { sql: '?', parameters: [random.pick(json[shape])] }
  return { sql: '?', parameters: [random.pick(texts)] }
}
