import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

describe('multicast packets that a multicast router has no route for', () => {
  for (const [site, confidence] of [
    ['ipmr_cache_unresolved', 'certain'],
    ['ip6mr_cache_unresolved', 'certain'],
    ['ip_mr_input', 'likely'],
  ] as const) {
    it(`freed at ${site}: multicast-unresolved, ${confidence}`, async () => {
      const packet = site.includes('6')
        ? { src: '2001:db8::1', dst: 'ff0e::5' }
        : { dst: '239.5.5.5' }
      const findings = await findingsOf({ drops: [{ site, drops: 31, packetType: 2, packet }] })
      assert.deepEqual(told(findings), ['multicast-unresolved 31'])
      assert.equal(theFinding(findings, 'multicast-unresolved').confidence, confidence)
    })
  }
})
