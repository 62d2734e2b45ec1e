import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

describe('buffers tried out when a device is brought up', () => {
  it('are no packets: napi-test-buffer', async () => {
    const drop = { site: 'napi_get_frags_check', packet: null, protocol: 0, device: '' }
    for (const reason of ['NOT_SPECIFIED', '']) {
      const findings = await findingsOf({ drops: [{ ...drop, reason, drops: 2 }] })
      assert.deepEqual(told(findings), ['napi-test-buffer 2', 'none 0'])
      assert.equal(theFinding(findings, 'napi-test-buffer').severity, 'benign')
    }
  })
})
