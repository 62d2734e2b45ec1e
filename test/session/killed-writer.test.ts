import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SessionReader } from '../../session/reader.js'
import { temporaryDirectory } from './temporary-directory.js'

const script = fileURLToPath(
  new URL(`endless-writer${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
)

describe('a session whose recorder was killed', function () {
  this.timeout(60_000)
  const inDirectory = temporaryDirectory()

  /** Kills the writer after `rounds` acknowledged flushes; returns the last acknowledged one. */
  async function killAfter(path: string, rounds: number): Promise<number> {
    const child = fork(script, [path], { execArgv: process.execArgv })
    let acknowledged = -1
    child.on('message', (round) => {
      acknowledged = Number(round)
      if (acknowledged === rounds) child.kill('SIGKILL')
    })
    await once(child, 'close')
    return acknowledged
  }

  it('opens, and has every row that was committed', async () => {
    for (const rounds of [0, 3, 20]) {
      const path = inDirectory(`${rounds}.db`)
      const acknowledged = await killAfter(path, rounds)
      assert.ok(existsSync(`${path}-wal`))
      // Twice: reading must not spoil it.
      for (const attempt of [1, 2]) {
        const reader = await SessionReader.open(path)
        const info = await reader.info()
        assert.equal(info.hostname, 'killed', `attempt ${attempt}`)
        assert.equal(info.endedNs, undefined)
        const rounded = await reader.query(
          'SELECT at_ns, count(*) AS n FROM counter_change GROUP BY at_ns',
        )
        assert.ok(rounded.length >= acknowledged + 1)
        assert.deepEqual(new Set(rounded.map(({ n }) => n)), new Set([500]))
        let blocks = 0
        for await (const { id, data } of reader.blocks('drop_block')) {
          assert.ok(data.every((byte) => byte === (id & 0xff)))
          blocks += 1
        }
        assert.equal(blocks, rounded.length)
        await reader.close()
      }
    }
  })

  it('opens in a directory that takes no files', async () => {
    const path = inDirectory('a.db')
    const acknowledged = await killAfter(path, 5)
    const directory = inDirectory('read-only')
    mkdirSync(directory)
    // Without -shm, as after `scp session.db session.db-wal`. Root may write anywhere: a directory in the way stops it too.
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, `${directory}/a.db${suffix}`)
    mkdirSync(`${directory}/a.db-shm`)
    chmodSync(directory, 0o555)
    const reader = await SessionReader.open(`${directory}/a.db`)
    const [row] = await reader.query('SELECT count(DISTINCT at_ns) AS rounds FROM counter_change')
    assert.ok(Number(row?.['rounds']) >= acknowledged + 1)
    await reader.close()
    assert.deepEqual(readdirSync(directory).sort(), ['a.db', 'a.db-shm', 'a.db-wal'])
    chmodSync(directory, 0o755)
  })

  it('opens without its log, with what had reached the file itself', async () => {
    const path = inDirectory('a.db')
    await killAfter(path, 200)
    copyFileSync(path, inDirectory('alone.db'))
    const reader = await SessionReader.open(inDirectory('alone.db'))
    assert.equal((await reader.info()).hostname, 'killed')
    await reader.close()
    assert.equal(existsSync(inDirectory('alone.db-wal')), false)
  })
})
