import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { DropcorrError } from '../../session/dropcorr-error.js'
import { SessionReader } from '../../session/reader.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('a session that is not an ordinary file', () => {
  const inDirectory = temporaryDirectory()

  async function session(): Promise<string> {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.add('event', [{ at_ns: 1, kind: 'gap', text: 'x' }])
    await writer.close()
    return path
  }

  const refused = (path: string, why: RegExp): Promise<void> =>
    assert.rejects(SessionReader.open(path), (error) => {
      assert.ok(error instanceof DropcorrError, String(error))
      assert.equal(error.exitCode, 4)
      assert.match(error.message, /^cannot read the session/)
      assert.match(error.why, why)
      return true
    })

  const fifo = (path: string): void => {
    execFileSync('mkfifo', [path])
  }

  it('is refused when it is a FIFO, which nobody writes to', async () => {
    fifo(inDirectory('fifo'))
    await refused(inDirectory('fifo'), /not an ordinary file/)
  })

  it('is refused when it is a device or a directory', async () => {
    await refused('/dev/zero', /not an ordinary file/)
    mkdirSync(inDirectory('folder'))
    await refused(inDirectory('folder'), /it is a directory/)
  })

  it('is refused when it is a link to itself', async () => {
    symlinkSync('loop', inDirectory('loop'))
    await refused(inDirectory('loop'), /ELOOP/)
  })

  for (const suffix of ['-wal', '-journal']) {
    it(`is refused with a FIFO, a directory or a link as its ${suffix}`, async () => {
      const path = await session()
      const makers = [fifo, mkdirSync, (name: string) => symlinkSync('/etc/passwd', name)]
      for (const [index, make] of makers.entries()) {
        const copy = inDirectory(`${index}.db`)
        copyFileSync(path, copy)
        make(copy + suffix)
        await refused(copy, /beside it is not an ordinary file/)
      }
    })
  }

  it('is read from a copy where its log has a FIFO, a directory or a link as shared memory', async () => {
    const path = await session()
    const database = await SqliteDatabase.open(path, openFlags.write)
    await database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO event VALUES (2, 'gap', 'y')`,
    )
    const makers = [fifo, mkdirSync, (name: string) => symlinkSync('/etc/passwd', name)]
    for (const [index, make] of makers.entries()) {
      const copy = inDirectory(`shm${index}.db`)
      for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix)
      make(`${copy}-shm`)
      const reader = await SessionReader.open(copy)
      assert.equal((await reader.rows('event')).length, 2)
      await reader.close()
    }
    await database.close()
  })

  it('is refused with garbage as its log, or read without it', async () => {
    const path = await session()
    for (const suffix of ['-wal', '-journal']) {
      for (const garbage of ['', 'garbage'.repeat(10_000)]) {
        const copy = inDirectory(`garbage${suffix}${garbage.length}.db`)
        copyFileSync(path, copy)
        writeFileSync(copy + suffix, garbage)
        const reader = await SessionReader.open(copy)
        assert.equal((await reader.rows('event')).length, 1)
        await reader.close()
      }
    }
  })

  it('is read with its log where it is a link', async () => {
    const path = await session()
    const database = await SqliteDatabase.open(path, openFlags.write)
    await database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO event VALUES (2, 'gap', 'y')`,
    )
    mkdirSync(inDirectory('elsewhere'))
    const target = inDirectory('elsewhere/b.db')
    // While it is open: closing would move the log into the file.
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, target + suffix)
    await database.close()
    renameSync(path, inDirectory('old.db'))
    symlinkSync('elsewhere/b.db', path)
    const reader = await SessionReader.open(path)
    assert.equal((await reader.rows('event')).length, 2)
    await reader.close()
  })
})
