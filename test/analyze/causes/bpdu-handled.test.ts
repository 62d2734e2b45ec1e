import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

describe('spanning tree messages', () => {
  it('are freed as drops by the bridge that takes them in: bpdu-handled', async () => {
    const bpdu = { site: 'br_stp_rcv', protocol: 4, packet: null, drops: 31 }
    const findings = await findingsOf({ drops: [bpdu] })
    assert.deepEqual(told(findings), ['bpdu-handled 31', 'none 0'])
    assert.equal(theFinding(findings, 'bpdu-handled').severity, 'benign')
  })
})
