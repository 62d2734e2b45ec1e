import assert from 'node:assert/strict'
import type { Bench } from '../../bench/bench.js'
import { loadFolder } from '../../session/load-folder.js'

describe('benches', () => {
  it('can all be loaded, which runs nothing', async () => {
    const benches = await loadFolder<Bench>(new URL('../../bench/benches/', import.meta.url))
    assert.ok(benches.length > 0)
    for (const { name, title, run } of benches) {
      assert.match(title, /\S/, name)
      assert.equal(typeof run, 'function', name)
    }
  })
})
