import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, RouteLiteral, SessionLiteral } from '../session-literal.js'

const refused: DropLiteral = {
  site: 'ip6_forward',
  reason: 'IP_INADDRERRORS',
  drops: 31,
  packet: { src: '2001:db8::1', dst: '2001:db8::2' },
}
const loopback: RouteLiteral = { dst: '::1/128', type: 'local', table: 255, device: 'lo' }
const inUse: RouteLiteral = { ...loopback, dst: '2001:db8::2/128', device: 'eth0' }

const session = (routes: readonly RouteLiteral[], drop = refused): SessionLiteral => ({
  drops: [drop],
  gained: { 'snmp6:Ip6InAddrErrors': 31 },
  sysctls: { 'net.ipv6.conf.all.forwarding': '0' },
  addresses: ['eth0 2001:db8::2/64'],
  routes,
})

describe('IPv6 packets for an address of this host that are refused', () => {
  it('are for a tentative one where it has no route of type local: ipv6-address-tentative', async () => {
    const findings = await findingsOf(session([loopback]))
    assert.deepEqual(told(findings), ['ipv6-address-tentative 31'])
    assert.match(
      theFinding(findings, 'ipv6-address-tentative').title,
      /2001:db8::2 .* of eth0 here/,
    )
    assert.equal(findings.ledger[0]?.residue, 0)
  })

  const others: readonly (readonly [why: string, literal: SessionLiteral])[] = [
    ['where the address is in use', session([loopback, inUse])],
    ['where no routes of type local were read', session([])],
    [
      'where they are for another host',
      session([loopback], { ...refused, packet: { src: '2001:db8::1', dst: '2001:db8::9' } }),
    ],
  ]
  for (const [why, literal] of others) {
    it(`are not forwarded ${why}: ipv6-forwarding-disabled`, async () => {
      assert.deepEqual(told(await findingsOf(literal)), ['ipv6-forwarding-disabled 31'])
    })
  }
})
