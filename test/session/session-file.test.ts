import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createSessionFile } from '../../session/session-file.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('session file', () => {
  const inDirectory = temporaryDirectory()
  const refused = (why: RegExp) => (error: unknown) => {
    assert.ok(error instanceof Error && 'why' in error && 'hint' in error && 'exitCode' in error)
    assert.match(String(error.why), why)
    assert.notEqual(error.hint, '')
    assert.equal(error.exitCode, 2)
    return true
  }

  it('does not touch a file that exists', () => {
    writeFileSync(inDirectory('a'), 'precious')
    assert.throws(
      () => createSessionFile(inDirectory('a'), { overwrite: false }),
      refused(/it exists/),
    )
    assert.equal(readFileSync(inDirectory('a'), 'utf8'), 'precious')
  })

  it('replaces it when told to, with the files beside it', () => {
    for (const suffix of ['', '-wal', '-shm']) writeFileSync(inDirectory('a') + suffix, 'old')
    createSessionFile(inDirectory('a'), { overwrite: true })
    assert.equal(statSync(inDirectory('a')).size, 0)
    assert.equal(statSync(inDirectory('a')).mode & 0o777, 0o600)
    assert.equal(statSync(inDirectory('a-wal'), { throwIfNoEntry: false }), undefined)
  })

  it('follows no link, dangling ones included, and takes no directory', () => {
    writeFileSync(inDirectory('target'), 'precious')
    symlinkSync(inDirectory('target'), inDirectory('link'))
    symlinkSync(inDirectory('nowhere'), inDirectory('dangling'))
    mkdirSync(inDirectory('directory'))
    for (const overwrite of [false, true]) {
      for (const name of ['link', 'dangling']) {
        assert.throws(
          () => createSessionFile(inDirectory(name), { overwrite }),
          refused(/symbolic link/),
        )
      }
      assert.throws(
        () => createSessionFile(inDirectory('directory'), { overwrite }),
        refused(/not an ordinary file/),
      )
    }
    assert.equal(readFileSync(inDirectory('target'), 'utf8'), 'precious')
    assert.equal(statSync(inDirectory('nowhere'), { throwIfNoEntry: false }), undefined)
  })

  it('says which directory is missing', () => {
    assert.throws(
      () => createSessionFile(inDirectory('no/such/a.db'), { overwrite: false }),
      refused(/there is no directory .*no\/such/),
    )
  })

  it('belongs to the user who called sudo', function () {
    if (process.getuid?.() !== 0) {
      console.error('      skipped: needs root')
      this.skip()
    }
    const { SUDO_UID, SUDO_GID } = process.env
    Object.assign(process.env, { SUDO_UID: '12345', SUDO_GID: '23456' })
    try {
      createSessionFile(inDirectory('a'), { overwrite: false })
    } finally {
      restore('SUDO_UID', SUDO_UID)
      restore('SUDO_GID', SUDO_GID)
    }
    const { uid, gid } = statSync(inDirectory('a'))
    assert.deepEqual({ uid, gid }, { uid: 12345, gid: 23456 })
  })
})

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name)
  else process.env[name] = value
}
