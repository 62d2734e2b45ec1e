import assert from 'node:assert/strict'
import { Counters } from '../../../analyze/artifacts/counters.js'
import { Sockets } from '../../../analyze/artifacts/host.js'
import { inferNetns, netnsByCounter } from '../../../analyze/identify/infer-netns.js'
import type { Row } from '../../../session/tables.js'
import { blindGroup, counterFact, hostFacts, socketFact } from '../blind-drops.js'

const flow = {
  ...{ family: 4, proto: 17, src: '10.0.0.1', sport: 4000 },
  ...{ dst: '10.0.0.2', dport: 53, tcpFlags: 0 },
}
const inAddition = (netns: number, address: string): Row<'address'> =>
  ({ netns, ifindex: 2, family: 4, address, broadcast: null }) as unknown as Row<'address'>

describe('the namespace of a packet whose device is gone', () => {
  it('is the only one with its destination', () => {
    assert.equal(inferNetns(blindGroup({ flow }), hostFacts(), undefined), 3)
    assert.equal(inferNetns(blindGroup({ flow, netns: 8 }), hostFacts(), undefined), 8)
    assert.equal(inferNetns(blindGroup(), hostFacts(), undefined), null)
  })

  it('is the only one of several with a socket for it', () => {
    const host = hostFacts([inAddition(4, '10.0.0.2')])
    const group = blindGroup({ flow })
    assert.equal(inferNetns(group, host, undefined), null)
    assert.equal(inferNetns(group, host, new Sockets([socketFact({ netns: 4 })])), 4)
    const elsewhere = new Sockets([socketFact({ netns: 5 })])
    assert.equal(inferNetns(group, host, elsewhere), null, 'a namespace without the address')
    const both = new Sockets([socketFact(), socketFact({ id: 2, inode: 901, netns: 4 })])
    assert.equal(inferNetns(group, host, both), null)
    const otherPort = new Sockets([socketFact({ netns: 4, local_port: 54 })])
    assert.equal(inferNetns(group, host, otherPort), null)
  })
})

describe('the namespace of drops that are known by their counters alone', () => {
  const moved = [{ netns: null, name: 'snmp:Udp.NoPorts' }]
  const of = (...counters: readonly ReturnType<typeof counterFact>[]) =>
    netnsByCounter(blindGroup(), moved, new Counters(counters))

  it('is the only one where such a counter gained as much', () => {
    const name = 'snmp:Udp.NoPorts'
    assert.equal(of(counterFact(3, name, 10), counterFact(4, name, 12)), 3)
    assert.equal(of(counterFact(3, name, 10), counterFact(4, name, 10)), null)
    assert.equal(of(counterFact(3, name, 9), counterFact(4, name, 12)), 4)
    assert.equal(of(counterFact(3, name, 11), counterFact(4, name, 12)), null)
    assert.equal(of(counterFact(3, name, 9)), null)
  })

  it('is not told by other counters, nor by those of the whole host', () => {
    assert.equal(of(counterFact(3, 'snmp:Udp.InErrors', 10)), null)
    assert.equal(of(counterFact(null, 'snmp:Udp.NoPorts', 10)), null)
    assert.equal(netnsByCounter(blindGroup(), moved, undefined), null)
  })
})
