import assert from 'node:assert/strict'
import { StampCut } from '../../../capture/packet-sources/stamp-cut.js'

describe('StampCut', () => {
  it('holds while both processes may have seen a packet', () => {
    const cut = new StampCut(5_000_000, 1000)
    assert.equal(cut.afterWallUs(1000), 5_000_000)
    assert.equal(cut.afterWallUs(2999), 5_000_000)
  })

  it('then ends: after a step of the wall clock by an hour back all packets are stamped before it', () => {
    assert.equal(new StampCut(5_000_000, 1000).afterWallUs(3001), -Infinity)
  })
})
