import assert from 'node:assert/strict'
import { Lab } from './lab/lab.js'
import { Recording } from './lab/recording.js'
import { twoHosts } from './lab/topology.js'
import { kindsInSession, rareDrops, rareKinds, stormWithRareDrops } from './rare-drops.js'
import { requireRoot } from './root-only.js'

describe('fairness under a storm (live)', function () {
  this.timeout(120_000)

  before(function () {
    requireRoot(this)
  })

  it('counts a storm to the last drop and describes each rare drop inside it', async () => {
    const lab = await Lab.open()
    try {
      await twoHosts(lab, { ipv6: true })
      const recording = await Recording.start(lab.folder, ['--no-packets'])
      lab.onTearDown(() => recording.kill())
      const storm = await stormWithRareDrops(lab, 200_000)
      await recording.stop()
      const [flood, ...rare] = await kindsInSession(recording.session)
      assert.equal(flood?.drops, storm)
      const kinds = Object.keys(rareKinds).length
      assert.deepEqual(
        rare.map(({ drops, details }) => ({ drops, details })),
        Array.from({ length: kinds }, () => ({ drops: rareDrops, details: rareDrops })),
        JSON.stringify(rare, null, 1),
      )
    } finally {
      await lab.tearDown()
    }
  })
})
