import assert from 'node:assert/strict'
import { withMovedCounter } from '../../../analyze/ledger/verify-counter.js'

const remedy = {
  what: '',
  command: '',
  verify: 'ss -lunp; snmp:Udp.NoPorts no longer rises',
  undo: '',
}
const watched = (...names: readonly string[]): string => {
  const moved = names.map((name) => ({ name, scope: 'host', delta: 3, explained: 3 }))
  return withMovedCounter(remedy, moved).verify
}

describe('the counter to watch', () => {
  it('is that of IPv6 or UDP-Lite where the drops moved it', () => {
    assert.equal(watched('snmp6:Udp6NoPorts'), 'ss -lunp; snmp6:Udp6NoPorts no longer rises')
    assert.equal(watched('snmp:UdpLite.NoPorts'), 'ss -lunp; snmp:UdpLite.NoPorts no longer rises')
  })

  it('stays that of IPv4 where that moved as well, or nothing like it did', () => {
    assert.equal(watched('snmp:Udp.NoPorts', 'snmp6:Udp6NoPorts'), remedy.verify)
    assert.equal(watched('snmp6:Udp6InErrors'), remedy.verify)
    assert.equal(watched(), remedy.verify)
  })
})
