import assert from 'node:assert/strict'
import type { CapturedFlags } from '../../../analyze/packets/captured-flags.js'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import { identifyByTraffic, wantsFlags } from '../../../analyze/identify/identify-by-traffic.js'
import { tcpFlag } from '../../../session/packet/numbers.js'
import type { Row } from '../../../session/tables.js'
import {
  blindGroup,
  capturedFlow,
  counterFact,
  hostFacts,
  recordedOf,
  socketFact,
  type RecordedLiteral,
} from '../blind-drops.js'

const noFlags: CapturedFlags = () => new Map()
const identify = (
  group: DropGroup,
  literal: RecordedLiteral,
  flags: CapturedFlags = noFlags,
): readonly DropGroup[] => identifyByTraffic([group], recordedOf(literal), flags)
const ports = (groups: readonly DropGroup[]) =>
  groups.map(({ flow, netns, drops }) => [flow?.dport, netns, drops])

describe('drops identified by captured packets', () => {
  it('are datagrams that found no socket, if they are as many', () => {
    const found = identify(blindGroup(), {
      flows: [
        capturedFlow({ id: 1, packets: 7 }),
        capturedFlow({ id: 2, packets: 3, dport: 67 }),
        capturedFlow({ id: 3, packets: 99, dport: 80 }),
      ],
      sockets: [socketFact({ local_port: 80 })],
    })
    assert.deepEqual(ports(found), [
      [53, 3, 7],
      [67, 3, 3],
    ])
    assert.deepEqual(
      found.map((group) => group.capturedFlow),
      [1, 2],
    )
  })

  it('are told of one namespace where only its packets are as many', () => {
    const flows = [
      capturedFlow({ packets: 10 }),
      capturedFlow({ id: 12, netns: 4, dst: '10.0.1.2', packets: 4 }),
    ]
    assert.deepEqual(ports(identify(blindGroup(), { flows })), [[53, 3, 10]])
    assert.deepEqual(ports(identify(blindGroup({ drops: 14 }), { flows })), [
      [53, 3, 10],
      [53, 4, 4],
    ])
  })

  it('stay unknown where the numbers differ, or two namespaces fit', () => {
    const two = [capturedFlow(), capturedFlow({ id: 12, netns: 4, dst: '10.0.1.2' })]
    assert.deepEqual(ports(identify(blindGroup(), { flows: two })), [[undefined, null, 10]])
    const flows = [capturedFlow()]
    assert.deepEqual(ports(identify(blindGroup({ drops: 11 }), { flows })), [[undefined, null, 11]])
  })

  it('are not looked for where the source told the packets', () => {
    const { family, proto, src, sport, dst } = capturedFlow()
    const flow = { family, proto, src, sport, dst, dport: 99, tcpFlags: 0 }
    assert.deepEqual(ports(identify(blindGroup({ flow }), { flows: [capturedFlow()] })), [
      [99, null, 10],
    ])
  })

  it('count a packet once that was captured on a bridge and its port', () => {
    const flows = [capturedFlow(), capturedFlow({ id: 12, ifindex: 5, packets: 9 })]
    assert.deepEqual(ports(identify(blindGroup(), { flows })), [[53, 3, 10]])
  })

  it('are packets of the family of the site, and never multicast', () => {
    const flows = [capturedFlow({ dst: '224.0.0.9' })]
    assert.deepEqual(ports(identify(blindGroup(), { flows })), [[undefined, null, 10]])
    const sixth = blindGroup({ site: '__udp6_lib_rcv', protocol: 0x86dd })
    assert.deepEqual(ports(identify(sixth, { flows: [capturedFlow()] })), [[undefined, null, 10]])
  })

  describe('of TCP', () => {
    const refused = blindGroup({ site: 'tcp_v4_rcv' })
    const requests = capturedFlow({ proto: 6, dport: 80 })
    const syns: CapturedFlags = ({ dport }) =>
      dport === 80 ? new Map([[tcpFlag.syn, 10]]) : new Map()

    it('are requests that nobody listens to and that were answered with a reset', () => {
      assert.equal(wantsFlags(refused), true)
      assert.equal(wantsFlags(blindGroup()), false)
      const literal = { flows: [requests], counters: [counterFact(3, 'snmp:Tcp.OutRsts', 10)] }
      const [found] = identify(refused, literal, syns)
      assert.deepEqual([found?.flow?.dport, found?.flow?.tcpFlags], [80, tcpFlag.syn])
      const without = { flows: [requests], counters: [counterFact(3, 'snmp:Tcp.OutRsts', 2)] }
      assert.deepEqual(ports(identify(refused, without, syns)), [[undefined, null, 10]])
    })

    it('are not the answers to a request: who asked had a socket', () => {
      const answers = capturedFlow({ proto: 6, sport: 80, dport: 4000, src: '10.0.0.9' })
      const flags: CapturedFlags = ({ dport }) =>
        new Map([[dport === 80 ? tcpFlag.syn : tcpFlag.ack, 10]])
      assert.deepEqual(ports(identify(refused, { flows: [answers] }, flags)), [
        [undefined, null, 10],
      ])
    })
  })

  it('are packets on their way where no route leads on', () => {
    const group = blindGroup({ site: 'ip_error', reason: 'IP_INADDRERRORS' })
    const passing = capturedFlow({ dst: '192.0.2.7' })
    const name = 'net.ipv4.conf.all.forwarding'
    const off = { netns: 3, name, phase: 'start', value: '0' } as unknown as Row<'sysctl'>
    const host = hostFacts([], [off])
    assert.deepEqual(ports(identify(group, { flows: [passing], host })), [[53, 3, 10]])
    const local = capturedFlow()
    assert.deepEqual(ports(identify(group, { flows: [local], host })), [[undefined, null, 10]])
  })
})
