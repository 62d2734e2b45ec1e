/** Tunnels free what they cannot send at one place; their own counters tell why. */
import assert from 'node:assert/strict'
import { findingsOf, told } from '../session-builder.js'

const found = (
  gained: Readonly<Record<string, number>>,
  site = 'vxlan_xmit_one',
  reason = 'IP_OUTNOROUTES',
) => findingsOf({ drops: [{ site, reason, drops: 9, incoming: '' }], gained })

describe('a tunnel that cannot send', () => {
  for (const [site, reason] of [
    ['vxlan_xmit_one', 'IP_OUTNOROUTES'],
    ['ip_tunnel_xmit', 'NOT_SPECIFIED'],
    ['ip6_tnl_xmit', ''],
  ] as const) {
    it(`${site}: its far end is routed through itself`, async () => {
      const gained = { 'link:eth0.collisions': 9, 'dev:eth0.tx_colls': 9, 'link:eth0.tx_errors': 9 }
      const findings = await found(gained, site, reason)
      assert.deepEqual(told(findings), ['tunnel-routing-loop 9'])
      assert.deepEqual(
        findings.ledger.filter((row) => row.residue !== 0),
        [],
      )
    })

    it(`${site}: there is no route to its far end`, async () => {
      const gained = { 'link:eth0.tx_carrier_errors': 9, 'link:eth0.tx_errors': 9 }
      assert.deepEqual(told(await found(gained, site, reason)), ['tunnel-no-route 9'])
    })
  }

  it('tunnels that lead into one another', async () => {
    const findings = await found({}, '__dev_queue_xmit', 'RECURSION_LIMIT')
    assert.deepEqual(told(findings), ['tunnel-routing-loop 9'])
  })

  it('is not said to loop where no counter says so', async () => {
    assert.deepEqual(told(await found({})), ['unknown-site 9'])
  })

  it('without a destination for the address is another matter', async () => {
    const findings = await found({ 'link:eth0.tx_dropped': 9 }, 'vxlan_xmit', 'NO_TX_TARGET')
    assert.deepEqual(told(findings), ['vxlan-no-destination 9'])
  })
})
