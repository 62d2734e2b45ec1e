import assert from 'node:assert/strict'
import { createTable } from '../../session/ddl.js'
import { SessionReader } from '../../session/reader.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('a session file whose tables look like those of dropcorr', () => {
  const inDirectory = temporaryDirectory()

  async function session(sql: string): Promise<string> {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.add('event', [{ at_ns: 1, kind: 'gap', text: 'x' }])
    await writer.close()
    const database = await SqliteDatabase.open(path, openFlags.write)
    await database.exec(sql)
    await database.close()
    return path
  }

  const [event = ''] = createTable('event')
  const again = (definition: string): string => `DROP TABLE event; ${definition}`

  for (const [what, sql, why] of [
    [
      'a table without rowid',
      again(event.replace('"at_ns" INTEGER NOT NULL', '"at_ns" INTEGER NOT NULL PRIMARY KEY')),
      /"event" is not as/,
    ],
    [
      'a constraint of its own',
      again(event.replace(/\n\)$/, ', CHECK (length(hex(zeroblob(30000000))) > 0))')),
      /"event" is not as/,
    ],
    ['a collation', again(event.replace('TEXT', 'TEXT COLLATE NOCASE')), /"event" is not as/],
    ['an index of its own', 'CREATE INDEX mine ON event (text)', /"mine" is not as/],
    [
      'an index over an expression',
      'CREATE INDEX slow ON event (hex(zeroblob(at_ns)))',
      /"slow" is not as/,
    ],
    [
      'no index',
      'DROP INDEX counter_change_by_counter_at_ns',
      /index of counter_change is missing/,
    ],
    ['a name that is written otherwise', 'CREATE INDEX e ON EVENT (kind)', /"e" is not as/],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      await assert.rejects(SessionReader.open(await session(sql)), (error: Error) => {
        assert.match((error as Error & { readonly why: string }).why, why)
        assert.match(error.message, /is damaged$/)
        return true
      })
    })
  }

  it('may hold tables, views and triggers besides: nobody looks at them', async () => {
    const path = await session(`
      CREATE TABLE notes (text, hash AS (hex(zeroblob(100000000))), CHECK (abs(text) >= 0));
      CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
      CREATE TRIGGER bad AFTER INSERT ON event BEGIN DELETE FROM event; END`)
    const reader = await SessionReader.open(path)
    assert.equal((await reader.rows('event')).length, 1)
    await reader.close()
  })
})
