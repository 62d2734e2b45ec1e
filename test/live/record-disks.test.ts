import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SessionReader } from '../../session/reader.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { cliCommand } from '../cli/run-cli.js'
import { exampleRow } from '../session/example-rows.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot } from './root-only.js'

const mebibyte = 2 ** 20

describe('a disk that fails the recorder', function () {
  this.timeout(120_000)
  let directory = ''

  before(function () {
    requireRoot(this)
    directory = mkdtempSync(join(tmpdir(), 'dropcorr-disks-'))
  })
  after(() => {
    if (directory !== '') rmSync(directory, { recursive: true, force: true })
  })

  it('that takes no writes for a time costs details first, keeps memory bounded, and no count', async () => {
    const path = join(directory, 'slow.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    await writer.flush()
    // As a disk that hangs: nothing can be committed while another program holds the write lock.
    const other = await SqliteDatabase.open(path, openFlags.write)
    await other.exec('BEGIN IMMEDIATE')
    const before = process.memoryUsage().arrayBuffers
    const rounds = 300
    for (let round = 0; round < rounds; round += 1) {
      writer.add('drop_count', [{ key: 1, at_ns: round * 1e8, drops: 3, bytes: 30 }])
      writer.add('packet_block', [
        exampleRow('packet_block', round, { data: new Uint8Array(mebibyte).fill(round) }),
      ])
    }
    const held = process.memoryUsage().arrayBuffers - before
    assert.ok(held < 160 * mebibyte, `${Math.round(held / mebibyte)} MiB are held`)
    const lost = writer.lost.get('packet_block') ?? 0
    assert.ok(lost > 100, `${lost} blocks were refused`)
    assert.equal(writer.lost.has('drop_count'), false)
    assert.equal(writer.failure, undefined)
    await other.exec('ROLLBACK')
    await other.close()
    await writer.close()
    const reader = await SessionReader.open(path)
    const [sum] = await reader.query('SELECT sum(drops) AS n FROM drop_count')
    assert.equal(sum?.['n'], rounds * 3)
    const [blocks] = await reader.query('SELECT count(*) AS n FROM packet_block')
    assert.equal(Number(blocks?.['n']) + lost, rounds)
    await reader.close()
  })

  it('that can only be read is told in three lines before anything is attached', () => {
    const mount = join(directory, 'read-only')
    execFileSync('mkdir', [mount])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'dropcorr-test', mount])
    try {
      const [program = '', ...args] = cliCommand(['record', '--out', join(mount, 'session.db')])
      const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
      assert.equal(status, 2)
      assert.match(
        stderr,
        /^dropcorr: cannot create .*\nwhy: .*(EROFS|read-only).*\ntry: .*--out.*\n$/,
      )
    } finally {
      execFileSync('umount', [mount])
    }
  })

  it('from which the file is deleted ends the recording with exit 5 and says why', async () => {
    const out = join(directory, 'deleted.db')
    const ready = join(directory, 'ready')
    const words = ['record', '--out', out, '--no-packets', '--ready-file', ready]
    const [program = '', ...args] = cliCommand(words)
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
    await waitUntil('it records', () => existsSync(ready), 60_000)
    for (const name of readdirSync(directory)) {
      if (name.startsWith('deleted.db')) rmSync(join(directory, name))
    }
    await once(child, 'close')
    assert.equal(child.exitCode, 5, text)
    assert.match(text, /removed, moved or replaced/)
    assert.match(text, /dropcorr: the recording in .*deleted\.db is cut short\nwhy: .*\ntry: .*\n$/)
  })
})
