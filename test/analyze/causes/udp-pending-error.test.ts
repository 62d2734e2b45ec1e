import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

describe('udp-pending-error', () => {
  for (const [discards, errors] of [
    ['snmp:Ip.OutDiscards', 'snmp:Icmp.InDestUnreachs'],
    ['snmp6:Ip6OutDiscards', 'snmp6:Icmp6InDestUnreachs'],
  ] as const) {
    it(`is what ${discards} means where as many ICMP errors came`, async () => {
      const findings = await findingsOf({ gained: { [discards]: 5, [errors]: 7 } })
      const found = theFinding(findings, 'udp-pending-error')
      assert.deepEqual([found.severity, found.dropsWithoutEvent], ['benign', 5])
      assert.equal(found.counters[0]?.explained, 5)
    })

    it(`is not what ${discards} means where fewer came`, async () => {
      const findings = await findingsOf({ gained: { [discards]: 5, [errors]: 4 } })
      assert.deepEqual(told(findings), ['counter-only-loss 5'])
    })
  }

  it('takes nothing that a drop explains', async () => {
    const findings = await findingsOf({
      drops: [
        {
          site: '__dev_queue_xmit',
          reason: 'TC_EGRESS',
          drops: 5,
          incoming: '',
          packet: { dport: 9, sport: 4000 },
        },
      ],
      gained: { 'snmp:Ip.OutDiscards': 5, 'snmp:Icmp.InDestUnreachs': 9 },
    })
    assert.deepEqual(told(findings), ['tc-egress-filter 5'])
  })
})
