import assert from 'node:assert/strict'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import { identifyByCounter } from '../../../analyze/identify/identify-by-counter.js'
import { blindGroup, counterFact, recordedOf, socketFact } from '../blind-drops.js'

const sample = { headers: undefined } as unknown as DropGroup['samples'][number]

describe('drops identified by a counter', () => {
  const atQdisc = blindGroup({ site: '__dev_queue_xmit', reason: 'QDISC_DROP' })

  it('were in the only transmit queue that lost as many', () => {
    const counters = [
      counterFact(3, 'qdisc:eth0/8001:.drops', 10, 2),
      counterFact(3, 'qdisc:eth0/8002:.drops', 10, 2),
      counterFact(4, 'qdisc:eth0/8001:.drops', 9, 2),
    ]
    const { netns, ifindex } = identifyByCounter(atQdisc, recordedOf({ counters }))
    assert.deepEqual([netns, ifindex], [3, 2])
    const two = [...counters, counterFact(4, 'qdisc:lan0/1:.drops', 10, 5)]
    assert.equal(identifyByCounter(atQdisc, recordedOf({ counters: two })).netns, null)
  })

  const atSocket = blindGroup({
    site: '__udp_queue_rcv_skb',
    reason: 'SOCKET_RCVBUFF',
    samples: [sample],
  })

  it('were refused by the only socket that refused as many', () => {
    const counters = [counterFact(3, 'udp:900.drops', 10), counterFact(3, 'udp:901.drops', 4)]
    const sockets = [socketFact(), socketFact({ id: 2, inode: 901, local_port: 54 })]
    const found = identifyByCounter(atSocket, recordedOf({ counters, sockets }))
    assert.equal(found.netns, 3)
    assert.deepEqual(
      found.samples.map(({ socket }) => [socket?.inode, socket?.localPort, socket?.rcvbuf]),
      [[900, 53, 4096]],
    )
  })

  it('stay unknown without such a socket, or with two', () => {
    const unseen = recordedOf({ counters: [counterFact(3, 'udp:900.drops', 10)] })
    assert.deepEqual(identifyByCounter(atSocket, unseen), atSocket)
    const both = recordedOf({
      counters: [counterFact(3, 'udp:900.drops', 10), counterFact(4, 'udp6:901.drops', 10)],
      sockets: [socketFact(), socketFact({ id: 2, netns: 4, inode: 901, family: 6 })],
    })
    assert.deepEqual(identifyByCounter(atSocket, both), atSocket)
  })

  it('keep the namespace that the source told', () => {
    const counters = [counterFact(3, 'qdisc:eth0/8001:.drops', 10, 2)]
    const told = { ...atQdisc, netns: 9 }
    assert.equal(identifyByCounter(told, recordedOf({ counters })).netns, 9)
  })
})
