import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DropcorrError } from '../../session/dropcorr-error.js'
import { SessionReader } from '../../session/reader.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { journalNaming, logClaiming, SessionPages } from './hostile-pages.js'
import { temporaryDirectory } from './temporary-directory.js'

// Each of these files is some hundred kB. Without what refuses them, reading takes hours, gigabytes, or a stranger's file.
describe('a session file whose pages are a trap', function () {
  this.timeout(10_000)
  const inDirectory = temporaryDirectory()

  async function session(texts: readonly string[] = ['x']): Promise<string> {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.setInfo('hostname', 'x')
    writer.add(
      'event',
      texts.map((text, at_ns) => ({ at_ns, kind: 'gap' as const, text })),
    )
    writer.add('counter_change', [{ counter: 1, at_ns: 1, value: 5 }])
    await writer.close()
    return path
  }

  async function altered<T>(path: string, use: (database: SqliteDatabase) => Promise<T>) {
    const database = await SqliteDatabase.open(path, openFlags.write)
    try {
      return await use(database)
    } finally {
      await database.close()
    }
  }

  const rootOf = (path: string, table: string): Promise<number> =>
    altered(path, async (database) => {
      const [row] = await database.all('SELECT rootpage FROM sqlite_master WHERE name = ?', [table])
      return Number(row?.['rootpage'])
    })

  const refused = (path: string, why: RegExp): Promise<void> =>
    assert.rejects(SessionReader.open(path), (error) => {
      assert.ok(error instanceof DropcorrError, String(error))
      assert.equal(error.exitCode, 4)
      assert.match(error.why, why)
      return true
    })

  it('refuses 10^9 rows that are one row', async () => {
    const path = await session()
    const pages = new SessionPages(path)
    pages.multiply(await rootOf(path, 'event'), 3)
    pages.write(path)
    await refused(path, /table event has damaged pages \(.+\)$/)
  })

  it('refuses a schema without end', async () => {
    const path = await session()
    const pages = new SessionPages(path)
    pages.multiply(1, 3)
    pages.write(path)
    await refused(path, /schema does not come to an end/)
  })

  it('refuses texts that share their pages', async () => {
    // Of such texts so little stays in the leaf that both do.
    const path = await session(['a'.repeat(25_600), 'b'.repeat(25_600)])
    const pages = new SessionPages(path)
    const leaf = pages.page(await rootOf(path, 'event'))
    assert.equal(leaf[0], 13)
    // A cell ends with the page where its text goes on; the cells lie one behind the other to the page's end.
    const last = Math.max(leaf.readUInt16BE(8), leaf.readUInt16BE(10))
    leaf.copy(leaf, last - 4, pages.pageBytes - 4)
    pages.write(path)
    await refused(path, /table event has damaged pages/)
  })

  it('refuses a log that claims more pages than there are', async () => {
    const path = await session()
    const bytes = readFileSync(path)
    // Write-ahead log format.
    bytes[18] = 2
    bytes[19] = 2
    writeFileSync(path, bytes)
    writeFileSync(`${path}-wal`, logClaiming(0x3fff_fff0, path))
    await refused(path, /claims 1073741808 pages/)
  })

  it('rolls no journal back that names another file: SQLite would delete that file', async () => {
    const path = await session()
    const precious = inDirectory('precious.txt')
    writeFileSync(precious, 'precious')
    writeFileSync(`${path}-journal`, journalNaming(precious, path))
    await refused(path, /journal names another file/)
    assert.ok(existsSync(precious))
  })

  it('rolls back an ordinary journal, in a copy', async () => {
    const path = await session()
    const journal = journalNaming('', path)
    // Without the name at its end.
    writeFileSync(`${path}-journal`, journal.subarray(0, journal.length - 20))
    const before = readFileSync(path)
    const reader = await SessionReader.open(path)
    assert.equal((await reader.rows('event')).length, 1)
    await reader.close()
    assert.deepEqual(readFileSync(path), before)
  })

  it('refuses an index whose values are not those of the table', async () => {
    const path = await session()
    const name = 'counter_change_by_counter_at_ns'
    const [row] = await altered(path, (database) =>
      database.all('SELECT sql FROM sqlite_master WHERE name = ?', [name]),
    )
    const sql = String(row?.['sql'])
    const define = (definition: string) =>
      altered(path, (database) =>
        database.exec(
          `PRAGMA writable_schema = ON;
           UPDATE sqlite_master SET sql = '${definition}' WHERE name = '${name}'`,
        ),
      )
    await define(sql.replace('"counter",', "(''no'' || counter),"))
    await altered(path, (database) => database.exec('REINDEX'))
    await define(sql)
    await refused(path, /counter_change holds values of the wrong type/)
  })
})
