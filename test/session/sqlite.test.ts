import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { isSqliteError, openFlags, SqliteDatabase, type SqlValue } from '../../session/sqlite.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('sqlite', () => {
  const inDirectory = temporaryDirectory()
  let database: SqliteDatabase

  beforeEach(async () => {
    writeFileSync(inDirectory('x.db'), '')
    database = await SqliteDatabase.open(inDirectory('x.db'), openFlags.write)
    await database.exec('CREATE TABLE t(i INTEGER, x)')
  })
  afterEach(() => database.close())

  for (const value of [5n, undefined, true, {}, NaN, Infinity, 2 ** 53]) {
    it(`refuses ${inspect(value)} as a parameter`, async () => {
      await assert.rejects(
        database.run('INSERT INTO t VALUES (?, NULL)', [value as SqlValue]),
        TypeError,
      )
    })
  }

  it('stores integers beyond 2^31 as integers, and plain byte arrays as blobs', async () => {
    await database.run('INSERT INTO t VALUES (?, ?)', [2 ** 53 - 1, new Uint8Array([1, 2, 3])])
    const rows = await database.all('SELECT typeof(i) AS i, typeof(x) AS x, i AS value FROM t')
    assert.deepEqual(rows, [{ i: 'integer', x: 'blob', value: 2 ** 53 - 1 }])
  })

  it('runs statements in the order they were given', async () => {
    const running: Promise<unknown>[] = []
    for (let value = 0; value < 100; value += 1) {
      running.push(database.exec('BEGIN'))
      running.push(database.run('INSERT INTO t(i) VALUES (?)', [value]))
      running.push(database.exec('COMMIT'))
    }
    await Promise.all(running)
    const rows = await database.all('SELECT i FROM t ORDER BY rowid')
    assert.deepEqual(
      rows.map(({ i }) => i),
      Array.from({ length: 100 }, (_, value) => value),
    )
  })

  it('closes with statements still open', async () => {
    const other = await SqliteDatabase.open(inDirectory('x.db'), openFlags.write)
    const statement = await other.prepare('SELECT * FROM t')
    await statement.all([])
    await other.close()
  })

  it('rejects with the code of SQLite', async () => {
    await assert.rejects(database.all('SELECT nothing'), (error) => {
      assert.ok(isSqliteError(error))
      assert.equal(error.code, 'SQLITE_ERROR')
      return true
    })
    await assert.rejects(database.prepare('nonsense'), isSqliteError)
    await assert.rejects(
      SqliteDatabase.open(inDirectory('none.db'), openFlags.write),
      isSqliteError,
    )
  })
})
