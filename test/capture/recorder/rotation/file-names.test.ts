import assert from 'node:assert/strict'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import {
  fileName,
  filesOf,
  removeOldest,
} from '../../../../capture/recorder/rotation/file-names.js'
import { SessionWriter } from '../../../../session/writer.js'
import { temporaryDirectory } from '../../../session/temporary-directory.js'

const begun = new Date('2026-11-22T21:58:00.250Z')

describe('names of rotated files', () => {
  const inDirectory = temporaryDirectory()

  it('tell when the file was begun, and never that of another', () => {
    assert.equal(
      fileName('/a/web.db', begun, () => false),
      '/a/web-20261122T215800Z.db',
    )
    const taken = ['/a/web-20261122T215800Z.db', '/a/web-20261122T215800Z-2.db']
    assert.equal(
      fileName('/a/web.db', begun, (path) => taken.includes(path)),
      '/a/web-20261122T215800Z-3.db',
    )
  })

  it('are found in order of time, sessions only, and the oldest go', async () => {
    const out = inDirectory('web.db')
    const names = [
      'web-20261122T215800Z-10.db',
      'web-20261122T215800Z-2.db',
      'web-20251122T215800Z.db',
    ]
    for (const name of names) {
      const writer = await SessionWriter.create(inDirectory(name), { overwrite: false })
      await writer.close()
    }
    writeFileSync(inDirectory('web-20240101T000000Z.db'), 'somebody else wrote this')
    writeFileSync(inDirectory('web-notes.db'), '')
    symlinkSync(inDirectory(names[0] ?? ''), inDirectory('web-20230101T000000Z.db'))
    const ordered = [...names].reverse().map(inDirectory)
    assert.deepEqual(filesOf(out), ordered)
    assert.deepEqual(removeOldest(out, 2), ordered.slice(0, 1))
    assert.equal(existsSync(ordered[0] ?? ''), false)
    assert.deepEqual(removeOldest(out, 2), [])
    assert.ok(existsSync(inDirectory('web-20240101T000000Z.db')))
  })
})
