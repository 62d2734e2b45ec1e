import assert from 'node:assert/strict'
import { fuzzSessions } from './fuzz-sessions.js'

const first = 20_090_304
const sessions = 60

describe('damaged sessions', function () {
  this.timeout(300_000)

  it(`end ${sessions} commands with a result or exit 4, never with a crash, a hang or a flood`, async () => {
    const seeds = Array.from({ length: sessions }, (_, index) => first + index)
    assert.deepEqual(await fuzzSessions(seeds), [])
  })
})
