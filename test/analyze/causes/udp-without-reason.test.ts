import assert from 'node:assert/strict'
import { findingsOf, told } from '../session-builder.js'
import type { DropLiteral } from '../session-literal.js'

const refused = (over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: '__udp4_lib_rcv',
  reason: 'NO_SOCKET',
  drops: 23,
  ...over,
})

describe('UDP on kernels that give no reason (before 5.17)', () => {
  const old = (over: Partial<DropLiteral> = {}) => refused({ reason: '', ...over })
  const gained = { 'snmp:Udp.NoPorts': 23 }

  it('no listener, bound elsewhere', async () => {
    assert.deepEqual(told(await findingsOf({ drops: [old()], gained })), ['udp-no-listener 23'])
    const sockets = [{ port: 53, local: '127.0.0.1' }]
    const findings = await findingsOf({ drops: [old()], gained, sockets })
    assert.deepEqual(told(findings), ['udp-bound-wrong-address 23'])
    assert.equal(findings.findings[0]?.confidence, 'likely')
  })

  it('wrong checksum and wrong length, from the headers', async () => {
    const findings = await findingsOf({
      drops: [
        old({ packet: { dport: 53, badChecksum: true } }),
        old({ packet: { dport: 53, udpLength: 400 }, drops: 3 }),
        old({
          packet: { dport: 53, badChecksum: true },
          drops: 2,
          site: 'udp_queue_rcv_one_skb',
          netns: 'b',
        }),
      ],
      gained: { 'snmp:Udp.InCsumErrors': 23, 'snmp:Udp.InErrors': 26 },
    })
    assert.deepEqual(told(findings), [
      'udp-bad-checksum 23',
      'udp-bad-length 3',
      'udp-bad-checksum 2',
    ])
    assert.deepEqual(
      findings.ledger.filter((l) => l.residue !== 0),
      [],
    )
  })

  it('multicast and broadcast stay what they are', async () => {
    const findings = await findingsOf({
      drops: [
        old({ packet: { dst: '239.1.1.1', dport: 53 }, packetType: 2 }),
        old({ packet: { dst: '192.0.2.255', dport: 53 }, packetType: 1, drops: 2 }),
      ],
    })
    assert.deepEqual(told(findings).slice(0, 2), [
      'multicast-no-port 23',
      'broadcast-nobody-listens 2',
    ])
  })

  it('is unknown where the counter of missing sockets stood still', async () => {
    const findings = await findingsOf({ drops: [old()], gained: { 'snmp:Udp.NoPorts': 0 } })
    assert.deepEqual(told(findings), ['unknown-site 23'])
  })
})

describe('what a UDP socket refuses', () => {
  it('moves its own counter too, whatever the cause', async () => {
    const at = { site: 'udp_queue_rcv_one_skb', socket: { inode: 9001 } }
    const findings = await findingsOf({
      drops: [
        refused({ ...at, reason: 'UDP_CSUM' }),
        refused({ ...at, reason: 'SOCKET_FILTER', drops: 7 }),
        refused({ reason: 'UDP_CSUM', drops: 2, packet: { dport: 99 } }),
      ],
      gained: { 'udp:9001.drops': 30, 'snmp:Udp.InErrors': 32, 'snmp:Udp.InCsumErrors': 25 },
    })
    assert.deepEqual(told(findings), ['udp-bad-checksum 25', 'socket-filter 7'])
    assert.deepEqual(
      findings.ledger.filter((l) => l.residue !== 0),
      [],
    )
  })

  it('is a wrong checksum where recvmsg frees it', async () => {
    const findings = await findingsOf({
      drops: [refused({ site: 'udp_recvmsg', reason: 'NOT_SPECIFIED' })],
    })
    assert.deepEqual(told(findings), ['udp-bad-checksum 23'])
  })
})
