import assert from 'node:assert/strict'
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tableNames } from '../../session/ddl.js'
import { DropcorrError } from '../../session/dropcorr-error.js'
import { SessionReader } from '../../session/reader.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { exampleRow } from './example-rows.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('a file that is not a good session', () => {
  const inDirectory = temporaryDirectory()

  /** A session of about `rows` counter changes and ten blocks, altered by `sql`. */
  async function session(sql = '', rows = 10): Promise<string> {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.setInfo('hostname', 'x')
    const changes = Array.from({ length: rows }, (_, id) => ({ counter: id, at_ns: 1, value: id }))
    writer.add('counter_change', changes)
    for (let id = 0; id < 10; id += 1) {
      writer.add('packet_block', [exampleRow('packet_block', id, { data: new Uint8Array(50_000) })])
    }
    await writer.close()
    if (sql !== '') {
      const database = await SqliteDatabase.open(path, openFlags.write)
      await database.exec(sql)
      await database.close()
    }
    return path
  }

  async function refused(path: string, message: RegExp, why: RegExp): Promise<void> {
    await assert.rejects(SessionReader.open(path), (error) => {
      assert.ok(error instanceof DropcorrError, String(error))
      assert.equal(error.exitCode, 4)
      assert.match(error.message, message)
      assert.match(error.why, why)
      assert.notEqual(error.hint, '')
      for (const line of [error.message, error.why, error.hint]) assert.doesNotMatch(line, /\n/)
      return true
    })
  }

  const foreign = /^not a dropcorr session/
  const damaged = /is damaged$/

  for (const [what, content] of [
    ['empty', ''],
    ['short', 'SQLite format 3'],
    ['text', 'hello '.repeat(1000)],
    ['a header and nothing more', 'SQLite format 3\0'],
    ['a header and garbage', `SQLite format 3\0${'\xff\x01'.repeat(5000)}`],
  ] as const) {
    it(`refuses a file that is ${what}`, async () => {
      writeFileSync(inDirectory('a.db'), content, 'latin1')
      await refused(inDirectory('a.db'), foreign, /./)
    })
  }

  it('refuses a missing file and a directory', async () => {
    await refused(inDirectory('none.db'), /^cannot read/, /ENOENT/)
    await refused(inDirectory('.'), /^cannot read/, /it is a directory/)
  })

  it('refuses a database of another program', async () => {
    const path = inDirectory('a.db')
    writeFileSync(path, '')
    const database = await SqliteDatabase.open(path, openFlags.write)
    await database.exec('CREATE TABLE t(x)')
    await database.close()
    await refused(path, foreign, /another program/)
  })

  it('tells a newer and an older format apart', async () => {
    const path = await session('PRAGMA user_version = 999')
    await refused(path, /needs a newer dropcorr/, /version 999/)
    const database = await SqliteDatabase.open(path, openFlags.write)
    await database.exec('PRAGMA user_version = 0')
    await database.close()
    await refused(path, /from an older dropcorr/, /version 0/)
  })

  for (const [what, sql, why] of [
    ['a missing table', 'DROP TABLE drop_count', /no table drop_count/],
    ['a missing column', 'ALTER TABLE netns DROP COLUMN cookie', /table netns .* cookie TEXT/],
    ['a column more', 'ALTER TABLE netns ADD COLUMN x TEXT', /table netns .* x TEXT/],
    [
      'a view instead of a table',
      'DROP TABLE event; CREATE VIEW event AS SELECT 1 AS at_ns, 2 AS kind, 3 AS text',
      /event is a view/,
    ],
    [
      'a virtual table',
      'DROP TABLE event; CREATE VIRTUAL TABLE event USING fts4(at_ns, kind, text)',
      /event is a virtual table/,
    ],
    [
      'a computed column',
      `DROP TABLE event; CREATE TABLE event(at_ns INTEGER, kind TEXT,
         text TEXT AS (hex(zeroblob(1000000))))`,
      /table event .* text/,
    ],
    [
      'text for an integer',
      `INSERT INTO drop_count VALUES (1, 'soon', 1, 1)`,
      /drop_count holds values/,
    ],
    ['a number for text', `UPDATE session_info SET value = x'00ff'`, /session_info holds values/],
    ['a word nobody knows', `INSERT INTO event VALUES (1, '<script>', 'x')`, /event holds values/],
    ['JSON that is none', `INSERT INTO stack VALUES (1, '[1')`, /stack holds values/],
    ['JSON of another shape', `INSERT INTO stack VALUES (1, '{}')`, /stack holds values/],
    ['an integer beyond 2^53', "INSERT INTO event VALUES (1 << 60, 'gap', 'x')", /event holds/],
    ['an infinite counter', 'INSERT INTO counter_change VALUES (1, 1, 9e999)', /counter_change/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await refused(await session(sql), damaged, why)
    })
  }

  for (const [what, sql, why] of [
    [
      'a view without end instead of a table',
      `DROP TABLE event; CREATE VIEW event AS WITH RECURSIVE n(i) AS
         (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS at_ns, 'gap' AS kind, '' AS text FROM n`,
      /event is a view/,
    ],
    [
      'a view that is made of itself',
      'DROP TABLE event; CREATE VIEW event AS SELECT * FROM other; CREATE VIEW other AS SELECT * FROM event',
      /event is a view/,
    ],
    [
      'an index over an expression that takes long',
      `CREATE INDEX slow ON event (CAST(zeroblob(at_ns * 1000000) AS TEXT));
       INSERT INTO event VALUES (65, 'gap', 'x'), (1 << 55, 'gap', 'x')`,
      /./,
    ],
  ] as const) {
    it(`refuses ${what} within two seconds`, async () => {
      const path = await session(sql).catch((error: unknown) => {
        // SQLite itself would not make such a file: nothing to refuse.
        assert.match(String(error), /SQLITE_(TOOBIG|ERROR)/)
        return undefined
      })
      if (path === undefined) return
      const startMs = performance.now()
      await refused(path, damaged, why)
      assert.ok(performance.now() - startMs < 2000)
    })
  }

  it('never follows a link to another database that the file names', async () => {
    const other = inDirectory('other.db')
    writeFileSync(other, '')
    const path = await session(`ATTACH '${other}' AS other; CREATE TABLE other.t(x); DETACH other`)
    const reader = await SessionReader.open(path)
    const databases = await reader.query('PRAGMA database_list')
    assert.deepEqual(
      databases.map(({ name }) => name).filter((name) => name !== 'temp'),
      ['main'],
    )
    await reader.close()
  })

  it('takes JSON as deep as it comes for what it is: damage, not a stack overflow', async () => {
    const deep = '['.repeat(200_000)
    const path = await session(`INSERT INTO stack VALUES (1, '${deep}${']'.repeat(200_000)}')`)
    await refused(path, damaged, /stack holds values/)
  })

  it('reads no value larger than any that dropcorr writes', async () => {
    const path = await session(
      `INSERT INTO event VALUES (1, 'gap', CAST(zeroblob(70 << 20) AS TEXT))`,
    )
    const startMs = performance.now()
    await assert.rejects(readEverything(path), {
      name: 'DropcorrError',
      exitCode: 4,
      why: /too big/,
    })
    assert.ok(performance.now() - startMs < 2000)
  })

  it('believes no count of rows that a block claims', async () => {
    const path = await session('UPDATE packet_block SET packets = 1000000000, bytes = 1 << 50')
    const startMs = performance.now()
    await readEverything(path)
    assert.ok(performance.now() - startMs < 2000)
  })

  it('runs no trigger and no view of the file, and cannot be made to write', async () => {
    const path = await session(`
      DROP VIEW "drop";
      CREATE VIEW "drop" AS SELECT * FROM nowhere;
      CREATE TRIGGER bad AFTER INSERT ON event BEGIN DELETE FROM counter_change; END`)
    const before = readFileSync(path)
    const reader = await SessionReader.open(path)
    await assert.rejects(reader.query(`INSERT INTO event VALUES (1, 'gap', 'x')`))
    await assert.rejects(reader.query('DELETE FROM sqlite_master'))
    assert.equal((await reader.rows('counter_change')).length, 10)
    await reader.close()
    assert.deepEqual(readFileSync(path), before)
  })

  it('refuses facts that are not of their type', async () => {
    for (const value of ['5', '{', '[1]', '"x', 'null']) {
      const path = inDirectory('b.db')
      const writer = await SessionWriter.create(path, { overwrite: true })
      writer.add('session_info', [
        { key: 'argv', value },
        { key: 'futureFact', value: '1' },
      ])
      await writer.close()
      const reader = await SessionReader.open(path)
      await assert.rejects(reader.info(), { name: 'DropcorrError', exitCode: 4 })
      await reader.close()
    }
  })

  it('says so, or reads all, when it is cut off at any page', async () => {
    const path = await session('', 5000)
    const whole = readFileSync(path)
    for (let size = whole.length - 8192; size > 0; size -= 7 * 8192 + 100) {
      writeFileSync(path, whole)
      truncateSync(path, size)
      await assert.rejects(readEverything(path), { name: 'DropcorrError', exitCode: 4 }, `${size}`)
    }
  }).timeout(20_000)

  it('never fails with anything but exit 4 when bytes are flipped', async () => {
    const path = await session('', 3000)
    const whole = readFileSync(path)
    let read = 0
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(whole)
      // A fixed pseudo-random walk: the same damage in every run.
      for (let flip = 0; flip < 200; flip += 1) {
        const at = (round * 7_919 + flip * 104_729) % (bytes.length - 100)
        bytes[at + 100] = (round * 31 + flip) & 0xff
      }
      writeFileSync(path, bytes)
      try {
        await readEverything(path)
        read += 1
      } catch (error) {
        assert.ok(error instanceof DropcorrError && error.exitCode === 4, String(error))
      }
    }
    assert.ok(read < 60, 'some damage must have been noticed')
  }).timeout(60_000)

  it('leaves nothing beside the file', async () => {
    const path = await session('PRAGMA journal_mode = WAL')
    const reader = await SessionReader.open(path)
    await reader.close()
    for (const suffix of ['-wal', '-shm', '-journal']) {
      assert.equal(statSync(path + suffix, { throwIfNoEntry: false }), undefined, suffix)
    }
  })
})

async function readEverything(path: string): Promise<void> {
  const reader = await SessionReader.open(path)
  try {
    for (const name of tableNames) {
      if (name === 'drop_block' || name === 'packet_block') {
        for await (const { data } of reader.blocks(name)) assert.ok(data.byteLength >= 0)
      } else await reader.rows(name)
    }
    await reader.info()
  } finally {
    await reader.close()
  }
}
