/** Sessions of sources that tell less than BPF: right where they can be, never certain where they cannot. */
import assert from 'node:assert/strict'
import type { DropLiteral, SessionLiteral } from './session-literal.js'
import { findingsOf, theFinding, told } from './session-builder.js'

/** As tracefs tells it: site, reason and EtherType alone. */
const bare = (drop: DropLiteral): DropLiteral => ({
  protocol: 0x0800,
  ...drop,
  netns: null,
  device: '',
  packet: null,
})

const tracefs = (literal: SessionLiteral): SessionLiteral => ({ ...literal, source: 'tracefs' })

describe('a drop source that tells neither packet nor namespace', () => {
  it('explains the counters of whatever namespace moved: nothing is counted twice', async () => {
    const findings = await findingsOf(
      tracefs({
        drops: [bare({ site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 23 })],
        gainedIn: { web: { 'snmp:Udp.NoPorts': 20 }, db: { 'snmp:Udp.NoPorts': 3 } },
      }),
    )
    assert.deepEqual(told(findings), ['udp-no-listener 23'])
    assert.equal(findings.totals.drops, 23)
    assert.deepEqual(
      findings.ledger.map((row) => row.residue),
      [0, 0],
    )
  })

  it('a counter that gained more than it saw still shows the rest', async () => {
    const findings = await findingsOf(
      tracefs({
        drops: [bare({ site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 23 })],
        gainedIn: { web: { 'snmp:Udp.NoPorts': 30 } },
      }),
    )
    assert.deepEqual(told(findings), ['udp-no-listener 23', 'counter-only-loss 7'])
  })

  it('the counter of the socket itself has counted them, give or take a step in which it was detached', async () => {
    const session = (lastReadMs: number): SessionLiteral =>
      tracefs({
        drops: [bare({ site: '__udp_queue_rcv_skb', reason: 'SOCKET_RCVBUFF', drops: 27 })],
        gainedIn: { web: { 'snmp:Udp.RcvbufErrors': 27, 'snmp:Udp.InErrors': 27 } },
        counters: [
          {
            ...{ name: 'udp:79.drops', netns: 'web' },
            readings: [
              [0, 0],
              [1200, 20],
              [lastReadMs, 30],
            ],
          },
        ],
      })
    // detached at 9,900 ms: the last ten may have come later, or not
    assert.deepEqual(told(await findingsOf(session(9950))), ['udp-rcvbuf-full 27'])
    assert.deepEqual(told(await findingsOf(session(9800))), [
      'udp-rcvbuf-full 27',
      'counter-only-loss 3',
    ])
  })

  it('is never certain, and says why', async () => {
    const findings = await findingsOf(
      tracefs({
        drops: [
          bare({ site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 5 }),
          bare({ site: 'tcp_v4_rcv', reason: 'NO_SOCKET', drops: 4 }),
          bare({ site: 'neigh_invalidate', reason: 'NEIGH_FAILED', drops: 3 }),
          bare({ site: 'nf_hook_slow', reason: 'NETFILTER_DROP', drops: 6 }),
          bare({ site: '__dev_queue_xmit', reason: 'QDISC_DROP', drops: 7 }),
          bare({ site: '__udp_queue_rcv_skb', reason: 'SOCKET_RCVBUFF', drops: 8 }),
          bare({ site: 'ip_error', reason: 'IP_INNOROUTES', drops: 9 }),
          bare({ site: 'some_new_function', reason: 'NOT_SPECIFIED', drops: 2 }),
        ],
      }),
    )
    assert.equal(findings.totals.drops, 44)
    for (const finding of findings.findings) {
      assert.notEqual(finding.confidence, 'certain', finding.cause)
      assert.deepEqual(finding.netns, [], finding.cause)
      assert.doesNotMatch(finding.title, /\?|hop {2}|undefined/, finding.cause)
    }
    const lost = theFinding(findings, 'udp-no-listener')
    assert.match(lost.confidenceWhy, /which port they were for is not known/)
    const waiting = theFinding(findings, 'arp-unresolved')
    assert.match(waiting.confidenceWhy, /tracefs tells where these packets were freed, but neither/)
    assert.equal(theFinding(findings, 'arp-unresolved').drops, 3)
  })
})

describe('NET_DM packet alerts, which tell the packet but no namespace', () => {
  const alert: DropLiteral = {
    site: '__udp4_lib_rcv',
    reason: 'NO_SOCKET',
    netns: null,
    device: '',
    drops: 5,
    packet: { dst: '192.0.2.9', dport: 53 },
  }

  it('get the namespace that alone has the destination, and are as certain as BPF', async () => {
    const findings = await findingsOf({
      source: 'drop-monitor',
      drops: [alert],
      addresses: ['web eth0 192.0.2.9/24'],
    })
    const finding = theFinding(findings, 'udp-no-listener')
    assert.deepEqual(finding.netns, ['web'])
    assert.equal(finding.confidence, 'certain')
  })

  it('stay uncertain where several namespaces have it', async () => {
    const findings = await findingsOf({
      source: 'drop-monitor',
      drops: [alert],
      addresses: ['web eth0 192.0.2.9/24', 'db eth0 192.0.2.9/24'],
    })
    const [finding] = findings.findings
    assert.equal(finding?.confidence, 'likely')
    assert.match(finding.confidenceWhy, /does not tell in which namespace/)
  })
})

describe('NET_DM summaries, which tell sites alone', () => {
  it('name causes by site where one is enough, and never for certain', async () => {
    const findings = await findingsOf({
      source: 'drop-monitor',
      drops: [
        { ...bare({ site: 'neigh_invalidate', reason: '', drops: 3 }), protocol: 0 },
        { ...bare({ site: 'unix_stream_connect', reason: '', drops: 2 }), protocol: 0 },
      ],
    })
    assert.equal(findings.totals.drops, 5)
    for (const { confidence, cause } of findings.findings)
      assert.notEqual(confidence, 'certain', cause)
  })
})
