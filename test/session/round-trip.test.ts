import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { tableNames } from '../../session/ddl.js'
import { SessionReader } from '../../session/reader.js'
import { SqliteDatabase, openFlags } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { exampleRow } from './example-rows.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('session: written and read back', () => {
  const inDirectory = temporaryDirectory()

  it('gives every row of every table back', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    for (const name of tableNames) {
      if (name === 'session_info') continue
      for (const seed of [1, 2, 3]) writer.add(name, [exampleRow(name, seed)])
    }
    await writer.close()
    assert.equal(writer.failure, undefined)
    const reader = await SessionReader.open(path)
    for (const name of tableNames) {
      if (name === 'session_info') continue
      const expected = [1, 2, 3].map((seed) => ({ ...exampleRow(name, seed) }))
      const found = (await reader.rows(name)).map((row) => ({ ...row }))
      assert.deepEqual(found.map(plainBytes), expected.map(plainBytes), name)
      assert.equal(await reader.exists(name), true)
    }
    await reader.close()
  })

  it('leaves one plain file, readable by its owner only', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    await writer.flush()
    await writer.close()
    assert.equal(statSync(path).mode & 0o777, 0o600)
    for (const suffix of ['-wal', '-shm', '-journal'])
      assert.equal(existsSync(path + suffix), false)
    const reader = await SessionReader.open(path)
    await reader.close()
    for (const suffix of ['-wal', '-shm', '-journal'])
      assert.equal(existsSync(path + suffix), false)
  })

  it('keeps facts with their types', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.setInfo('argv', ['dropcorr', 'record'])
    writer.setInfo('cpus', 2)
    writer.setInfo('commandStatus', null)
    writer.setInfo('cpus', 3)
    await writer.close()
    const reader = await SessionReader.open(path)
    assert.deepEqual(await reader.info(), {
      argv: ['dropcorr', 'record'],
      cpus: 3,
      commandStatus: null,
    })
    await reader.close()
  })

  it('keeps integers exact to 2^53 and 64-bit counters rounded beyond', async () => {
    const path = inDirectory('a.db')
    const values = [0, -1, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, 2 ** 60, 2 ** 63, 2 ** 64]
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.add(
      'counter_change',
      values.map((value, index) => ({ counter: 1, at_ns: index, value })),
    )
    writer.add('drop_count', [{ key: 1, at_ns: Number.MAX_SAFE_INTEGER, drops: 1, bytes: 2 ** 40 }])
    await writer.close()
    const reader = await SessionReader.open(path)
    const changes = await reader.rows('counter_change', { orderBy: ['at_ns'] })
    assert.deepEqual(
      changes.map(({ value }) => value),
      values,
    )
    const types = await reader.query('SELECT DISTINCT typeof(at_ns) AS t FROM drop_count')
    assert.deepEqual(types, [{ t: 'integer' }])
    await reader.close()
  })

  it('replaces a row that is added again under its key', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    const row = exampleRow('capture', 1, { to_ns: null })
    writer.add('capture', [row])
    await writer.flush()
    writer.add('capture', [{ ...row, to_ns: 9 }])
    await writer.close()
    const reader = await SessionReader.open(path)
    assert.deepEqual(
      (await reader.rows('capture')).map(({ to_ns }) => to_ns),
      [9],
    )
    await reader.close()
  })

  it('selects rows by equality, NULL included, and gives blocks one by one in order', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.add('counter', [
      exampleRow('counter', 1, { netns: null, name: 'a' }),
      exampleRow('counter', 2, { netns: 1, name: 'b' }),
    ])
    for (const id of [3, 1, 2]) writer.add('packet_block', [exampleRow('packet_block', id)])
    await writer.close()
    const reader = await SessionReader.open(path)
    const global = await reader.rows('counter', { where: { netns: null } })
    assert.deepEqual(
      global.map(({ name }) => name),
      ['a'],
    )
    const ids: number[] = []
    for await (const { id, data } of reader.blocks('packet_block')) {
      assert.equal(data[0], id)
      ids.push(id)
    }
    assert.deepEqual(ids, [1, 2, 3])
    await reader.close()
  })

  it('can be read while it is written', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.setInfo('hostname', 'early')
    await writer.flush()
    const reader = await SessionReader.open(path)
    assert.equal((await reader.info()).hostname, 'early')
    writer.setInfo('hostname', 'late')
    await writer.flush()
    assert.equal((await reader.info()).hostname, 'late')
    await writer.close()
    assert.equal(writer.failure, undefined)
    await reader.close()
  })

  it('writes hundreds of thousands of rows in few transactions', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    for (let round = 0; round < 200; round += 1) {
      const rows = Array.from({ length: 1000 }, (_, id) => ({
        counter: id,
        at_ns: round,
        value: id,
      }))
      writer.add('counter_change', rows)
    }
    await writer.close()
    assert.deepEqual([...writer.lost], [])
    const reader = await SessionReader.open(path)
    const [sum] = await reader.query('SELECT count(*) AS n, sum(value) AS s FROM counter_change')
    assert.deepEqual(sum, { n: 200_000, s: 200 * 499_500 })
    await reader.close()
  }).timeout(20_000)

  it('says once that its file vanished, and counts what it could not write', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    await writer.flush()
    const { rmSync } = await import('node:fs')
    rmSync(path)
    writer.setInfo('hostname', 'x')
    await writer.flush()
    const failure = await writer.failed
    assert.equal(failure.exitCode, 5)
    assert.match(failure.why, /removed, moved or replaced/)
    writer.setInfo('hostname', 'y')
    await writer.close()
    assert.deepEqual([...writer.lost], [['session_info', 2]])
  })

  it('waits for another program that holds the write lock', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    const other = await SqliteDatabase.open(path, openFlags.write)
    await other.exec('BEGIN IMMEDIATE')
    writer.setInfo('hostname', 'x')
    const flushed = writer.flush()
    await other.exec('ROLLBACK')
    await other.close()
    await flushed
    await writer.close()
    assert.equal(writer.failure, undefined)
    const reader = await SessionReader.open(path)
    assert.equal((await reader.info()).hostname, 'x')
    await reader.close()
  })
})

/** Buffers and Uint8Arrays compare unequal even with the same bytes. */
const plainBytes = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      value instanceof Uint8Array ? Array.from(value) : value,
    ]),
  )
