import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { PacketLiteral } from '../packet-bytes.js'
import type { DropLiteral, ProcessLiteral, SocketLiteral } from '../session-literal.js'

const full = (over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: 'udp_queue_rcv_one_skb',
  reason: 'SOCKET_RCVBUFF',
  drops: 38,
  socket: { inode: 9001, rcvbuf: 2304, rmem: 2304 },
  ...over,
})
const refused = (over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: '__udp4_lib_rcv',
  reason: 'NO_SOCKET',
  drops: 23,
  ...over,
})
const moved = { 'snmp:Udp.RcvbufErrors': 38, 'snmp:Udp.InErrors': 38, 'udp:9001.drops': 38 }

/** A socket on port 53 whose process did `samples`, and which was always as full as `rmem` says. */
const socket = (
  samples: ProcessLiteral['samples'],
  levels: SocketLiteral['samples'] = [[0, 2304]],
): SocketLiteral => ({
  port: 53,
  rcvbuf: 2304,
  samples: levels,
  ...(samples === undefined ? {} : { owner: { pid: 812, comm: 'named', samples } }),
})

describe('udp-rcvbuf-full', () => {
  /** What the process did, and the words of the title and the remedy that must follow. */
  const receivers: readonly [string, SocketLiteral, RegExp][] = [
    [
      'stopped',
      socket([
        [0, 'T', 100, 0],
        [3000, 'T', 100, 0],
      ]),
      /kill -CONT 812/,
    ],
    [
      'zombie',
      socket([
        [0, 'Z', 100, 0],
        [3000, 'Z', 100, 0],
      ]),
      /Restart/,
    ],
    [
      'starved',
      socket([
        [0, 'R', 100, 0],
        [3000, 'R', 200, 2900],
      ]),
      /waited 2,900 ms/,
    ],
    [
      'busy',
      socket([
        [0, 'R', 100, 0],
        [3000, 'R', 3000, 0],
      ]),
      /97% of a CPU/,
    ],
    [
      'slow',
      socket([
        [0, 'S', 100, 0],
        [3000, 'S', 101, 0],
      ]),
      /sleeps/,
    ],
    [
      'slow, where nobody looked between the first drop and long after it',
      socket(
        [
          [0, 'S', 100, 0],
          [3000, 'S', 101, 0],
        ],
        [
          [0, 0, 0],
          [2800, 2304, 38],
        ],
      ),
      /sleeps/,
    ],
    [
      'burst',
      socket(
        [
          [0, 'S', 100, 0],
          [3000, 'S', 101, 0],
        ],
        [
          [0, 0],
          [1050, 2304],
          [1100, 0],
        ],
      ),
      /SO_RCVBUF/,
    ],
  ]

  it('says nothing of how a process read that was gone before its socket was looked at again', async () => {
    const samples = [
      [0, 'S', 100, 191],
      [1500, 'X', 0, null],
    ] as const
    const held = { ...socket(samples, [[0, 0]]), toMs: 1500 }
    const findings = await findingsOf({ drops: [full()], gained: moved, sockets: [held] })
    const { title, evidence } = theFinding(findings, 'udp-rcvbuf-full')
    assert.doesNotMatch(title, /empties|zombie/)
    assert.deepEqual(
      evidence.filter(({ label }) => label.startsWith('share')),
      [],
    )
  })

  for (const [state, held, remedy] of receivers) {
    it(`tells a receiver that is ${state}`, async () => {
      const findings = await findingsOf({ drops: [full()], sockets: [held], gained: moved })
      assert.deepEqual(told(findings), ['udp-rcvbuf-full 38'])
      const found = theFinding(findings, 'udp-rcvbuf-full')
      assert.equal(found.confidence, 'certain')
      assert.match(`${found.remedy[0]?.what ?? ''} ${found.remedy[0]?.command ?? ''}`, remedy)
      assert.deepEqual(
        found.counters.map((c) => c.explained),
        [38, 38, 38],
      )
      assert.equal(found.sockets[0]?.pid, 812)
    })
  }

  it('does not tell the state of a process that was not seen', async () => {
    const findings = await findingsOf({ drops: [full()], sockets: [socket(undefined)] })
    assert.match(theFinding(findings, 'udp-rcvbuf-full').title, /receive buffer was full/)
    assert.equal(theFinding(findings, 'udp-rcvbuf-full').sockets[0]?.state, '')
  })

  it('makes a finding of each socket, and each explains its own part', async () => {
    const findings = await findingsOf({
      drops: [full(), full({ drops: 5, packet: { dport: 99 }, socket: { inode: 9002 } })],
      sockets: [socket(undefined), { port: 99 }],
      gained: { 'snmp:Udp.RcvbufErrors': 43, 'snmp:Udp.InErrors': 43 },
    })
    const parts = findings.findings.map((f) => f.counters.map((c) => c.explained))
    assert.deepEqual(parts, [
      [38, 38],
      [5, 5],
    ])
  })

  it('is found without a reason and without a socket in the details (5.10), from counters', async () => {
    const old = { site: 'udp_queue_rcv_one_skb', reason: '', drops: 38 }
    const findings = await findingsOf({ drops: [old], sockets: [socket(undefined)], gained: moved })
    assert.deepEqual(told(findings), ['udp-rcvbuf-full 38'])
    assert.equal(theFinding(findings, 'udp-rcvbuf-full').confidence, 'likely')
  })

  it('is not guessed where neither counter nor socket says so', async () => {
    const findings = await findingsOf({ drops: [full({ reason: '', socket: {} })] })
    assert.deepEqual(told(findings), ['unknown-site 38'])
  })

  it('is not confused with the memory limit or a raw socket', async () => {
    const findings = await findingsOf({
      drops: [
        full({ reason: 'PROTO_MEM' }),
        full({ reason: '', drops: 3, netns: 'old', socket: {} }),
        full({ site: 'raw_rcv', drops: 2, packet: { proto: 'icmp' } }),
      ],
      gainedIn: { old: { 'snmp:Udp.MemErrors': 3, 'snmp:Udp.InErrors': 3 } },
      gained: { 'raw:9001.drops': 2 },
    })
    assert.deepEqual(told(findings), [
      'udp-memory-full 38',
      'udp-memory-full 3',
      'raw-rcvbuf-full 2',
    ])
  })

  it('keeps what did not fit the flow map with the socket it was for', async () => {
    const findings = await findingsOf({
      drops: [full({ drops: 1000, flows: [{ dport: 53, drops: 400 }], details: 2 })],
      sockets: [socket(undefined)],
    })
    assert.deepEqual(told(findings), ['udp-rcvbuf-full 1000'])
    assert.equal(theFinding(findings, 'udp-rcvbuf-full').confidence, 'certain')
  })
})

describe('UDP without a socket', () => {
  /** Sockets on port 53 of 192.0.2.2 (or 2001:db8::2), and what they make of a packet that found none. */
  const lookups: readonly [string, SocketLiteral | undefined, string, Partial<DropLiteral>?][] = [
    ['nothing on that port', undefined, 'udp-no-listener'],
    ['another address', { port: 53, local: '127.0.0.1' }, 'udp-bound-wrong-address'],
    ['another device', { port: 53, device: 'eth1' }, 'udp-bound-wrong-device'],
    [
      'another peer',
      { port: 53, local: '192.0.2.2', remote: '192.0.2.9', remotePort: 7 },
      'udp-connected-other-peer',
    ],
    ['an IPv6-only socket', { port: 53, family: 6, v6only: true }, 'udp-bound-wrong-address'],
    ['a socket in another namespace', { port: 53, netns: 'other' }, 'udp-no-listener'],
    ['a socket that was gone', { port: 53, toMs: 500 }, 'udp-no-listener'],
    ['a socket that came later', { port: 53, fromMs: 5000 }, 'udp-no-listener'],
    [
      'IPv6 on another address',
      { port: 53, family: 6, local: '::1' },
      'udp-bound-wrong-address',
      { site: '__udp6_lib_rcv', packet: { src: '2001:db8::1', dst: '2001:db8::2', dport: 53 } },
    ],
    [
      'IPv6 on all addresses of IPv4',
      { port: 53, local: '0.0.0.0' },
      'udp-bound-wrong-address',
      { site: '__udp6_lib_rcv', packet: { src: '2001:db8::1', dst: '2001:db8::2', dport: 53 } },
    ],
  ]
  for (const [what, held, cause, over] of lookups) {
    it(`${what}: ${cause}`, async () => {
      const findings = await findingsOf({
        drops: [refused(over)],
        sockets: held === undefined ? [] : [held],
      })
      assert.deepEqual(told(findings), [`${cause} 23`])
      assert.equal(findings.findings[0]?.confidence, 'certain')
    })
  }

  it('is no loss where the program that asked was gone when the answer came', async () => {
    const answer = { src: '192.0.2.9', sport: 53, dst: '192.0.2.2', dport: 40_000 }
    const question = { src: answer.dst, sport: answer.dport, dst: answer.src, dport: answer.sport }
    const severity = async (first: PacketLiteral, second: PacketLiteral): Promise<string> => {
      const findings = await findingsOf({
        drops: [refused({ packet: answer })],
        traffic: [
          { ...first, packets: 23 },
          { ...second, packets: 23 },
        ],
      })
      return theFinding(findings, 'udp-no-listener').severity
    }
    assert.equal(await severity(question, answer), 'benign')
    assert.equal(await severity(answer, question), 'problem', 'a service that died')
  })

  it('says so where an address of all is not one of all versions', async () => {
    const findings = await findingsOf({
      drops: [refused()],
      sockets: [{ port: 53, family: 6, v6only: true }],
    })
    const { title } = theFinding(findings, 'udp-bound-wrong-address')
    assert.match(title, /bound to \[::\]:53 \(IPv6\) only/)
  })

  it('is only likely where a fitting socket was seen: IPv4 on a dual-stack one', async () => {
    const findings = await findingsOf({ drops: [refused()], sockets: [{ port: 53, family: 6 }] })
    assert.equal(theFinding(findings, 'udp-no-listener').confidence, 'likely')
  })

  it('leaves the causes that need sockets unknown where those were not recorded', async () => {
    const findings = await findingsOf({ drops: [refused()], without: ['sockets'] })
    assert.deepEqual(told(findings), ['udp-no-listener 23'])
    assert.equal(theFinding(findings, 'udp-no-listener').confidence, 'likely')
    for (const cause of [
      'udp-bound-wrong-address',
      'udp-bound-wrong-device',
      'udp-connected-other-peer',
    ]) {
      assert.equal(findings.ruledOut.find((r) => r.cause === cause)?.state, 'unknown', cause)
    }
  })

  it('is a wrong checksum for IPv6 without one', async () => {
    const src = { src: '2001:db8::1', dst: '2001:db8::2', dport: 53 }
    const frame = new Uint8Array(14 + 40 + 8)
    frame.set([0x86, 0xdd, 0x60, 0, 0, 0, 0, 8, 17, 64, 0x20, 1, 0xd, 0xb8], 12)
    frame.set([0x20, 1, 0xd, 0xb8], 38)
    frame.set([0, 9, 0, 53, 0, 8, 0, 0], 54)
    const findings = await findingsOf({
      drops: [refused({ site: '__udp6_lib_rcv', packet: src, head: frame })],
      gained: { 'snmp6:Udp6InCsumErrors': 23, 'snmp6:Udp6InErrors': 23 },
    })
    assert.deepEqual(told(findings), ['udp-bad-checksum 23'])
  })
})
