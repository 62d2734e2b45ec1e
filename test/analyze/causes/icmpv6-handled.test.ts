import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral } from '../session-literal.js'

const unreachable: DropLiteral = {
  site: 'icmpv6_rcv',
  drops: 31,
  packet: { proto: 'icmpv6', src: '2001:db8::1', dst: '2001:db8::2', sport: 1, dport: 4 },
}
const inErrors = (gain: number) => ({ 'snmp6:Icmp6InErrors': gain })

describe('ICMPv6 messages that the kernel frees as drops after it handled them', () => {
  it('are no loss, with a flow or without: icmpv6-handled', async () => {
    for (const drop of [unreachable, { ...unreachable, packet: null, protocol: 0 }]) {
      for (const reason of ['NOT_SPECIFIED', '']) {
        const drops = [{ ...drop, reason }]
        const findings = await findingsOf({ drops, gained: inErrors(0) })
        assert.deepEqual(told(findings), ['icmpv6-handled 31', 'none 0'])
        const { severity, confidence } = theFinding(findings, 'icmpv6-handled')
        assert.deepEqual([severity, confidence], ['benign', 'certain'])
      }
    }
  })

  it('are likely so without the counter of refused ones, or where few were refused', async () => {
    const without = await findingsOf({ drops: [unreachable], without: ['counters'] })
    assert.equal(theFinding(without, 'icmpv6-handled').confidence, 'likely')
    const few = await findingsOf({ drops: [unreachable], gained: inErrors(2) })
    assert.equal(theFinding(few, 'icmpv6-handled').confidence, 'likely')
  })

  it('are likely so where errors found no socket, as long as no checksum was wrong', async () => {
    const gained = { ...inErrors(31), 'snmp6:Icmp6InCsumErrors': 0 }
    const findings = await findingsOf({ drops: [unreachable], gained })
    assert.equal(theFinding(findings, 'icmpv6-handled').confidence, 'likely')
    const damaged = { ...gained, 'snmp6:Icmp6InCsumErrors': 31 }
    const others = await findingsOf({ drops: [unreachable], gained: damaged })
    assert.ok(!others.findings.some(({ cause }) => cause === 'icmpv6-handled'))
  })

  it('are something else where as many were refused, or with a reason', async () => {
    const refused = await findingsOf({ drops: [unreachable], gained: inErrors(31) })
    assert.ok(!refused.findings.some(({ cause }) => cause === 'icmpv6-handled'))
    const damaged = await findingsOf({ drops: [{ ...unreachable, reason: 'ICMP_CSUM' }] })
    assert.ok(!damaged.findings.some(({ cause }) => cause === 'icmpv6-handled'))
  })

  it('are pings where this host is told not to answer them', async () => {
    const findings = await findingsOf({
      drops: [{ ...unreachable, packet: { ...unreachable.packet, sport: 128, dport: 0 } }],
      sysctls: { 'net.ipv6.icmp.echo_ignore_all': '1' },
      gained: inErrors(0),
      traffic: [],
    })
    assert.deepEqual(told(findings), ['icmp-echo-ignored 31', 'none 0'])
  })
})
