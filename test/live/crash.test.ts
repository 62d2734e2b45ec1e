import assert from 'node:assert/strict'
import { Random } from '../fuzz/random.js'
import { crashRound } from './crash-rounds.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot } from './root-only.js'

const rounds = 12
const seed = 20_261_122

describe('kill -9 at random moments of a recording under load', function () {
  this.timeout(600_000)
  let setting: RecordSetting

  before(function () {
    requireRoot(this)
    setting = recordSetting()
  })
  after(() => setting.tearDown())

  it(`${rounds} times: each session opens, lacks at most a second, and nothing is left`, async () => {
    const random = new Random(seed)
    let opened = 0
    for (let round = 0; round < rounds; round += 1) {
      if ((await crashRound(setting, round, random)) === 'opened') opened += 1
    }
    assert.ok(opened >= rounds / 2, `${opened} sessions had begun`)
  })
})
