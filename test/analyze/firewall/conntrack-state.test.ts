import assert from 'node:assert/strict'
import { possibleStates } from '../../../analyze/firewall/conntrack-state.js'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import { ipProtocol, tcpFlag } from '../../../session/packet/numbers.js'

const states = (proto: number, tcpFlags = 0, sport = 0) =>
  possibleStates({ flow: { proto, tcpFlags, sport } } as DropGroup)

describe('what connection tracking can have called a packet', () => {
  it('was not invalid for a datagram, an echo request or a SYN', () => {
    for (const possible of [
      states(ipProtocol.udp),
      states(ipProtocol.icmp, 0, 8),
      states(ipProtocol.icmpv6, 0, 128),
      states(ipProtocol.tcp, tcpFlag.syn),
    ])
      assert.ok(possible?.includes('new') === true && !possible.includes('invalid'))
  })

  it('was invalid for flags that no TCP sends', () => {
    for (const flags of [tcpFlag.syn | tcpFlag.fin, tcpFlag.fin, 0])
      assert.deepEqual(states(ipProtocol.tcp, flags), ['invalid', 'untracked'])
  })

  it('is not known where a connection decides', () => {
    assert.equal(states(ipProtocol.tcp, tcpFlag.ack), undefined)
    assert.equal(states(ipProtocol.tcp, tcpFlag.rst), undefined)
    assert.equal(states(132), undefined)
    assert.equal(possibleStates({ flow: undefined } as DropGroup), undefined)
  })
})
