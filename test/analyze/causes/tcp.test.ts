import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, SocketLiteral } from '../session-literal.js'

const overflows = 'netstat:TcpExt.ListenOverflows'
const listenDrops = 'netstat:TcpExt.ListenDrops'
const packet = { proto: 'tcp', tcpFlags: 16, sport: 4000, dport: 80, data: 0 } as const
const syn = { ...packet, tcpFlags: 2 }
const at = (over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: 'tcp_v4_rcv',
  drops: 9,
  packet,
  ...over,
})
const fullListener: SocketLiteral = {
  proto: 'tcp',
  port: 80,
  backlog: 3,
  owner: { pid: 7, comm: 'httpd', samples: [[0, 'S', 1]] },
  samples: [[900, 4]],
}

describe('tcp-accept-queue-full', () => {
  it('counts refused SYNs, which raise no drop event', async () => {
    const findings = await findingsOf({
      gained: { [overflows]: 13, [listenDrops]: 13 },
      sockets: [fullListener],
    })
    assert.deepEqual(told(findings), ['tcp-accept-queue-full 13'])
    const found = theFinding(findings, 'tcp-accept-queue-full')
    assert.equal(found.dropsWithoutEvent, 13)
    assert.match(found.title, /13 SYNs and 0 final ACKs.*httpd \(pid 7\)/)
    assert.deepEqual(
      found.counters.map((c) => c.explained),
      [13, 13],
    )
  })

  it('makes a finding of each listener, where their own counters add up', async () => {
    const listener = (port: number, pid: number, lost: number): SocketLiteral => ({
      ...{ ...fullListener, port, owner: { pid, comm: `server${port}` } },
      samples: [
        [0, 0, 2],
        [900, 4, 2 + lost],
      ],
    })
    const sockets = [listener(80, 7, 5 + 9), listener(81, 8, 8)]
    const event = at({ site: 'tcp_check_req', reason: 'TCP_LISTEN_OVERFLOW' })
    const gained = { [overflows]: 22, [listenDrops]: 22 }
    const findings = await findingsOf({ drops: [event], gained, sockets })
    assert.deepEqual(told(findings), ['tcp-accept-queue-full 14', 'tcp-accept-queue-full 8'])
    assert.match(findings.findings[0]?.title ?? '', /5 SYNs and 9 final ACKs.*server80/)
    assert.match(findings.findings[1]?.title ?? '', /8 SYNs and 0 final ACKs.*server81/)
    const unclear = { [overflows]: 25, [listenDrops]: 25 }
    const together = await findingsOf({ gained: unclear, sockets })
    assert.deepEqual(told(together), ['tcp-accept-queue-full 25'])
  })

  it('tells SYNs and final ACKs apart, and counts each once', async () => {
    const findings = await findingsOf({
      drops: [at({ site: 'tcp_check_req', reason: 'TCP_LISTEN_OVERFLOW' })],
      gained: { [overflows]: 22, [listenDrops]: 22 },
    })
    assert.deepEqual(told(findings), ['tcp-accept-queue-full 22'])
    assert.match(findings.findings[0]?.title ?? '', /13 SYNs and 9 final ACKs/)
  })

  it('knows final ACKs with SYN cookies', async () => {
    const findings = await findingsOf({
      drops: [at({ site: 'cookie_v4_check', reason: 'NO_SOCKET' })],
      gained: { [overflows]: 9, [listenDrops]: 9 },
    })
    assert.deepEqual(told(findings), ['tcp-accept-queue-full 9'])
  })

  it('knows final ACKs that 6.1 and 6.12 free without a reason, while a listener is full', async () => {
    const gained = { [overflows]: 9, [listenDrops]: 9 }
    const drops = [at({ socket: { state: 12 } })]
    const found = await findingsOf({ drops, gained, sockets: [fullListener] })
    assert.deepEqual(told(found), ['tcp-accept-queue-full 9'])
    assert.equal(found.findings[0]?.confidence, 'likely')
    const twin = await findingsOf({ drops, gained: { 'netstat:TcpExt.TCPDeferAcceptDrop': 9 } })
    assert.deepEqual(told(twin), ['tcp-deferred-accept 9', 'none 0'])
  })

  it('is unknown without counters', async () => {
    const findings = await findingsOf({ without: ['counters'] })
    for (const cause of ['tcp-accept-queue-full', 'tcp-syn-queue-full']) {
      assert.equal(findings.ruledOut.find((r) => r.cause === cause)?.state, 'unknown')
    }
  })
})

describe('tcp-syn-queue-full', () => {
  it('is what the accept queue did not refuse', async () => {
    const findings = await findingsOf({
      gained: { [overflows]: 4, [listenDrops]: 10, 'netstat:TcpExt.TCPReqQFullDrop': 6 },
    })
    assert.deepEqual(told(findings), ['tcp-syn-queue-full 6', 'tcp-accept-queue-full 4'])
    assert.deepEqual(
      findings.ledger.filter((l) => l.residue !== 0),
      [],
    )
  })
})

describe('tcp-syn-queue-full of a listener', () => {
  it('names it beside another whose accept queue was full', async () => {
    const listener = (port: number, waiting: number, lost: number): SocketLiteral => ({
      ...{ proto: 'tcp', port, backlog: 1, owner: { pid: port, comm: 'httpd' } },
      samples: [
        [0, waiting, 0],
        [900, waiting, lost],
      ],
    })
    const findings = await findingsOf({
      gained: { [overflows]: 4, [listenDrops]: 10 },
      sockets: [listener(80, 2, 4), listener(81, 0, 6)],
    })
    assert.match(theFinding(findings, 'tcp-syn-queue-full').title, /at 0\.0\.0\.0:81 /)
  })

  it('shows what it cost: connection attempts that nobody answered', async () => {
    const victim: SocketLiteral = {
      ...{ proto: 'tcp', port: 80 },
      samples: [
        [0, 0, 0],
        [900, 0, 6],
      ],
    }
    const client = { proto: 'tcp', src: '192.0.2.1', dst: '192.0.2.2', dport: 80 } as const
    const { findings } = await findingsOf({
      gained: { [listenDrops]: 6 },
      sockets: [victim],
      traffic: [
        { ...client, sport: 4001, packets: 4 },
        { ...client, sport: 4002, packets: 2 },
        { ...client, sport: 4003, packets: 9 },
        { proto: 'tcp', src: client.dst, sport: 80, dst: client.src, dport: 4003, packets: 9 },
      ],
    })
    const impact = findings.find(({ cause }) => cause === 'tcp-syn-queue-full')?.impact
    assert.equal(impact?.matched, 6)
    assert.equal(impact.connects?.attempts, 2)
    assert.equal(impact.connects.retries, 4)
    assert.match(impact.summary, /2 connection attempts lost packets of the handshake/)
  })

  it('names it by its own drop counter', async () => {
    const victim: SocketLiteral = {
      ...{ proto: 'tcp', port: 80, backlog: 16, owner: { pid: 7, comm: 'httpd' } },
      samples: [
        [0, 0, 0],
        [900, 0, 6],
      ],
    }
    const findings = await findingsOf({ gained: { [listenDrops]: 6 }, sockets: [victim] })
    const { title, sockets, remedy } = theFinding(findings, 'tcp-syn-queue-full')
    assert.match(title, /half-open connections at 0\.0\.0\.0:80 of httpd \(pid 7\)/)
    assert.equal(sockets[0]?.pid, 7)
    assert.match(remedy[0]?.what ?? '', /backlog of httpd \(pid 7\) \(now 16\)/)
  })
})

describe('TCP without a socket', () => {
  const refused = at({ reason: 'NO_SOCKET', packet: syn })

  it('takes a last ACK of a connection that was seen for no lost segment, a stray one for one', async () => {
    const ack = { ...packet, src: '192.0.2.1', dst: '192.0.2.2' }
    const back = { ...ack, src: ack.dst, dst: ack.src, sport: ack.dport, dport: ack.sport }
    const severity = async (answers: number, data = 0): Promise<string> => {
      const findings = await findingsOf({
        drops: [at({ reason: 'NO_SOCKET', drops: 1, packet: { ...ack, data } })],
        traffic: [
          { ...ack, packets: 9 },
          { ...back, packets: answers },
        ],
      })
      return theFinding(findings, 'tcp-ack-without-connection').severity
    }
    assert.equal(await severity(8), 'benign')
    assert.equal(await severity(1), 'problem', 'the one answer was the reset')
    assert.equal(await severity(8, 100), 'problem', 'data was lost')
  })

  it('takes answers to other flags of a scan for no connection', async () => {
    const ack = { ...packet, src: '192.0.2.1', dst: '192.0.2.2', data: 0 }
    const back = { ...ack, src: ack.dst, dst: ack.src, sport: ack.dport, dport: ack.sport }
    const findings = await findingsOf({
      drops: [
        at({ reason: 'NO_SOCKET', drops: 1, packet: ack }),
        at({ reason: 'NO_SOCKET', drops: 1, packet: { ...ack, tcpFlags: 2 } }),
      ],
      traffic: [
        { ...ack, packets: 2 },
        { ...back, packets: 2 },
      ],
    })
    assert.equal(theFinding(findings, 'tcp-ack-without-connection').severity, 'problem')
  })

  it('nothing listens, or something does on another address', async () => {
    assert.deepEqual(told(await findingsOf({ drops: [refused] })), ['tcp-no-listener 9'])
    const sockets: SocketLiteral[] = [{ proto: 'tcp', port: 80, local: '127.0.0.1' }]
    assert.deepEqual(told(await findingsOf({ drops: [refused], sockets })), [
      'tcp-bound-wrong-address 9',
    ])
    const otherVersion: SocketLiteral[] = [{ proto: 'tcp', port: 80, family: 6, v6only: true }]
    const findings = await findingsOf({ drops: [refused], sockets: otherVersion })
    assert.match(theFinding(findings, 'tcp-bound-wrong-address').title, /\[::\]:80 \(IPv6\) only/)
  })

  it('does not take a connection on that port for a listener', async () => {
    const sockets: SocketLiteral[] = [
      { proto: 'tcp', port: 80, state: 'established', local: '192.0.2.2' },
    ]
    const findings = await findingsOf({ drops: [refused], sockets })
    assert.equal(theFinding(findings, 'tcp-no-listener').confidence, 'certain')
  })

  it('leaves the other address unknown where sockets were not recorded', async () => {
    const findings = await findingsOf({ drops: [refused], without: ['sockets'] })
    assert.equal(theFinding(findings, 'tcp-no-listener').confidence, 'likely')
    const other = findings.ruledOut.find((r) => r.cause === 'tcp-bound-wrong-address')
    assert.equal(other?.state, 'unknown')
  })

  it('is told from sockets and flags on kernels that give no reason', async () => {
    const old = { ...refused, reason: '' }
    const findings = await findingsOf({ drops: [old] })
    assert.deepEqual(told(findings), ['tcp-no-listener 9'])
    assert.equal(findings.findings[0]?.confidence, 'likely')
    const sockets: SocketLiteral[] = [{ proto: 'tcp', port: 80, local: '127.0.0.1' }]
    assert.deepEqual(told(await findingsOf({ drops: [old], sockets })), [
      'tcp-bound-wrong-address 9',
    ])
    const blind = await findingsOf({ drops: [old], without: ['sockets'] })
    assert.equal(theFinding(blind, 'tcp-no-listener').confidence, 'possible')
  })

  it('is not what a wrong checksum is', async () => {
    const old = at({ reason: '', packet: { ...syn, badChecksum: true } })
    const gained = { 'snmp:Tcp.InErrs': 9, 'snmp:Tcp.InCsumErrors': 9 }
    assert.deepEqual(told(await findingsOf({ drops: [old], gained })), ['tcp-bad-checksum 9'])
  })

  it('is not what the rest of a closed connection is', async () => {
    const findings = await findingsOf({ drops: [at({ socket: { state: 6 } })] })
    assert.deepEqual(told(findings), ['tcp-time-wait-segment 9', 'none 0'])
  })
})
