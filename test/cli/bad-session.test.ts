import assert from 'node:assert/strict'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { SessionWriter } from '../../session/writer.js'
import { schemaVersion } from '../../session/version.js'
import { temporaryDirectory } from '../session/temporary-directory.js'
import { exampleRow } from '../session/example-rows.js'
import { runCli } from './run-cli.js'
import { assertThreeLines } from './three-lines.js'

/** Numbers in SQLite's header, 4 bytes big-endian: https://sqlite.org/fileformat2.html */
const userVersionOffset = 60
const applicationIdOffset = 68

function overwrite(path: string, offset: number, value: number): void {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, offset)
  closeSync(descriptor)
}

describe('bad input: sessions', () => {
  const inDirectory = temporaryDirectory()

  async function session(name: string): Promise<string> {
    const path = inDirectory(name)
    const writer = await SessionWriter.create(path, { overwrite: false })
    for (let seed = 1; seed <= 500; seed++) writer.add('symbol', [exampleRow('symbol', seed)])
    await writer.close()
    assert.equal(writer.failure, undefined)
    return path
  }

  const refused = (path: string) => {
    const lines = assertThreeLines(runCli(['report', path]), 4)
    assert.equal(existsSync(path.replace(/\.db$/, '.html')), false, 'no report was written')
    return lines
  }

  it('exit 4: no such file', () => {
    refused(inDirectory('none.db'))
  })

  it('exit 4: a directory', () => {
    mkdirSync(inDirectory('folder.db'))
    refused(inDirectory('folder.db'))
  })

  for (const [what, text] of [
    ['an empty file', ''],
    ['a text', 'SQLite format 4, or so\n'.repeat(100)],
    ['the first line of a database and no more', 'SQLite format 3\0'],
  ] as const) {
    it(`exit 4: ${what}`, () => {
      writeFileSync(inDirectory('x.db'), text)
      refused(inDirectory('x.db'))
    })
  }

  it('exit 4: a database of another program', async () => {
    const path = await session('x.db')
    overwrite(path, applicationIdOffset, 0x12345678)
    assert.match(refused(path).why, /another program/)
  })

  it('exit 4: a truncated session', async () => {
    const path = await session('x.db')
    truncateSync(path, Math.floor(statSync(path).size / 2))
    refused(path)
  })

  it('exit 4: a session of a newer version', async () => {
    const path = await session('x.db')
    overwrite(path, userVersionOffset, schemaVersion + 1)
    assert.match(refused(path).what, /needs a newer dropcorr/)
  })

  it('exit 2: a report over its own session, which stays as it is', async () => {
    const path = await session('x.db')
    const before = readFileSync(path)
    assertThreeLines(runCli(['report', path, '--out', path]), 2)
    assert.deepEqual(readFileSync(path), before)
  })

  it('exit 2: a report where nothing can be written', async () => {
    const path = await session('x.db')
    assertThreeLines(runCli(['report', path, '--out', inDirectory('no/such/x.html')]), 2)
  })
})
