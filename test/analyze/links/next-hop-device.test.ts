import assert from 'node:assert/strict'
import { findingsOf, theFinding } from '../session-builder.js'
import type { SessionLiteral } from '../session-literal.js'

const full: SessionLiteral = {
  drops: [{ site: '__neigh_event_send', reason: 'NEIGH_QUEUEFULL', drops: 31 }],
  sysctls: { 'net.ipv4.neigh.eth0.unres_qlen_bytes': '65536' },
  interfaces: [{ name: 'eth0' }],
}

describe('packets that waited for an address in vain', () => {
  it('are told with the setting of their interface, and without a word of a link that stayed', async () => {
    const { title, remedy } = theFinding(await findingsOf(full), 'arp-queue-full')
    assert.doesNotMatch(title, /link/)
    const [first] = remedy
    assert.match(first?.what ?? '', /net\.ipv4\.neigh\.eth0\.unres_qlen_bytes \(now 65536\)/)
    assert.equal(first?.command, 'sysctl -w net.ipv4.neigh.eth0.unres_qlen_bytes=1000000')
    assert.equal(first.undo, 'sysctl -w net.ipv4.neigh.eth0.unres_qlen_bytes=65536')
  })

  it('are told with the link, where that was down meanwhile', async () => {
    const session = { ...full, gained: { 'link:eth0.carrier_changes': 2 } }
    const found = theFinding(await findingsOf(session), 'arp-queue-full')
    assert.match(found.title, /when the link of eth0 had been down$/)
    assert.ok(found.evidence.some(({ label, value }) => /carrier/.test(label) && value === 2))
    assert.match(found.remedy[0]?.what ?? '', /^The link of eth0 was down about then/)
  })
  it('are told without it, where that was long after', async () => {
    const readings = [
      [0, 3],
      [9000, 5],
    ] as const
    const counters = [{ name: 'link:eth0.carrier_changes', readings }]
    const { title } = theFinding(await findingsOf({ ...full, counters }), 'arp-queue-full')
    assert.doesNotMatch(title, /link/)
  })
})
