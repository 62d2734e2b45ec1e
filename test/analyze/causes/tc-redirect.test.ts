import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { CounterLiteral, DropLiteral, InterfaceLiteral } from '../session-literal.js'

const drop = (drops: number, dport = 53, over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: '__netif_receive_skb_core',
  reason: 'TC_INGRESS',
  drops,
  packet: { dport, sport: 4000 },
  ...over,
})
const action = (kind: string, gained: number, device = 'ifb0'): CounterLiteral => ({
  name: `action:${kind}-1.overlimits`,
  device,
  readings: [
    [0, 4],
    [1200, 4 + gained],
  ],
})
const target = (over: Partial<InterfaceLiteral> = {}): InterfaceLiteral[] => [
  { name: 'ifb0', kind: 'ifb', up: false, ...over },
]

describe('tc-redirect-device-down', () => {
  it('is told by the action that could not send, and the state of its device', async () => {
    const findings = await findingsOf({
      drops: [drop(7), drop(4, 80)],
      counters: [action('redirect', 11)],
      interfaces: target(),
    })
    assert.deepEqual(told(findings), ['tc-redirect-device-down 11'])
    const found = theFinding(findings, 'tc-redirect-device-down')
    assert.match(found.title, /redirects them to ifb0, which is down/)
    assert.deepEqual(
      found.counters.map((c) => [c.name, c.explained]),
      [['action:redirect-1.overlimits', 11]],
    )
  })

  it('also on the way out, where a local sender is told', async () => {
    const findings = await findingsOf({
      drops: [drop(7, 53, { site: '__dev_queue_xmit', reason: 'TC_EGRESS', incoming: '' })],
      counters: [action('redirect', 7)],
      interfaces: target(),
      gained: { 'snmp:Ip.OutDiscards': 7, 'snmp:Udp.SndbufErrors': 7 },
    })
    assert.deepEqual(told(findings), ['tc-redirect-device-down 7'])
    assert.deepEqual(
      findings.ledger.filter((row) => row.residue !== 0),
      [],
    )
  })

  it('beside a filter that drops: by the numbers', async () => {
    const findings = await findingsOf({
      drops: [drop(7), drop(4, 80)],
      counters: [action('redirect', 4)],
      interfaces: target(),
    })
    assert.deepEqual(told(findings), ['tc-ingress-filter 7', 'tc-redirect-device-down 4'])
  })

  const others: readonly (readonly [string, CounterLiteral, InterfaceLiteral[]])[] = [
    ['a copy that could not be sent', action('mirror', 7), target()],
    ['a redirect to a device that is up', action('redirect', 7), target({ up: true })],
    ['a policer over its rate', action('police', 7), target()],
    ['a redirect that failed less often', action('redirect', 3), target()],
  ]
  for (const [what, counter, interfaces] of others) {
    it(`is not ${what}`, async () => {
      const findings = await findingsOf({ drops: [drop(7)], counters: [counter], interfaces })
      assert.deepEqual(told(findings), ['tc-ingress-filter 7'])
    })
  }
})

describe('tc-ingress-filter', () => {
  it('explains the counter of the action that dropped', async () => {
    const findings = await findingsOf({
      drops: [drop(7), drop(4, 80)],
      gained: {
        'qdisc:eth0/ffff:.drops': 11,
        'action:gact-1.dropped': 7,
        'action:gact-2.dropped': 4,
      },
    })
    assert.deepEqual(told(findings), ['tc-ingress-filter 11'])
    assert.deepEqual(
      findings.ledger.filter((row) => row.residue !== 0),
      [],
    )
  })
})
