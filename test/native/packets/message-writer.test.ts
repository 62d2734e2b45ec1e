import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'
import { compiled } from '../../live/lab/compiled.js'
import { bookSources } from './book-keeping.js'

const sources = [...bookSources, join(packageRoot, 'test/native/packets/late-reader.cc')]

/** Blocks of 100 kB that were written while nobody read. */
async function written(blocks: number): Promise<string> {
  const { stdout, status } = spawnSync(await compiled('late-reader', sources), [String(blocks)], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  assert.equal(status, 0)
  return stdout.trim()
}

describe('messages to a recorder that is late', () => {
  it('wait for it, and the capture goes on', async () => {
    assert.equal(await written(50), '50 in order')
  })

  it('wait up to 48 MiB; then the capture waits, and nothing is out of order', async () => {
    const [before = NaN, order] = (await written(601)).split(/ (.*)/)
    assert.equal(order, 'in order')
    assert.ok(Number(before) >= 503 && Number(before) <= 505, String(before))
  })
})
