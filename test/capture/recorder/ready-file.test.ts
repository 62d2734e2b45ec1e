import assert from 'node:assert/strict'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { writeReadyFile } from '../../../capture/recorder/ready-file.js'
import { DropcorrError } from '../../../session/dropcorr-error.js'
import { temporaryDirectory } from '../../session/temporary-directory.js'

describe('the ready file', () => {
  const inDirectory = temporaryDirectory()

  it('holds the pid, whatever an older one held', () => {
    const path = inDirectory('ready')
    writeFileSync(path, 'of an earlier recording')
    writeReadyFile(path)
    assert.equal(readFileSync(path, 'utf8'), `${process.pid}\n`)
  })

  it('is never written through a link that someone has planted, dangling or not', () => {
    const precious = inDirectory('precious')
    writeFileSync(precious, 'kept')
    for (const [name, target] of [
      ['link', precious],
      ['dangling', inDirectory('nowhere')],
    ] as const) {
      symlinkSync(target, inDirectory(name))
      assert.throws(
        () => writeReadyFile(inDirectory(name)),
        (error) => {
          assert.ok(error instanceof DropcorrError)
          assert.equal(error.why, 'it is a symbolic link')
          assert.equal(error.exitCode, 2)
          return true
        },
      )
    }
    assert.equal(readFileSync(precious, 'utf8'), 'kept')
  })
})
