import assert from 'node:assert/strict'
import { parseTrap } from '../../../../capture/drop-sources/drop-monitor/devlink-traps.js'
import { attributeString } from '../../../../capture/netlink/attributes.js'
import { genericBody } from '../../../../capture/netlink/generic.js'

describe('devlink traps', () => {
  const trap = genericBody(
    63,
    1,
    attributeString(130, 'fid_miss'),
    attributeString(135, 'l2_drops'),
  )

  it('have a name and a group', () => {
    assert.deepEqual(parseTrap(trap), { name: 'fid_miss', group: 'l2_drops' })
  })

  it('are not found in other messages', () => {
    assert.equal(parseTrap(genericBody(62, 1, attributeString(130, 'fid_miss'))), undefined)
    assert.equal(parseTrap(genericBody(63, 1)), undefined)
    assert.equal(parseTrap(trap.subarray(0, 10)), undefined)
    assert.equal(parseTrap(new Uint8Array(0)), undefined)
  })
})
