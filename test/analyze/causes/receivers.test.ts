/** Who would have taken the packet: sockets, cgroups, devices on top of others. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

describe('receivers', () => {
  it('too big for the link of a local sender: local-emsgsize', async () => {
    const findings = await findingsOf({
      drops: [{ site: 'ip_fragment', drops: 5, incoming: '' }],
      gained: { 'snmp:Ip.FragFails': 5 },
    })
    assert.deepEqual(told(findings), ['local-emsgsize 5', 'none 0'])
  })

  it('short of memory: emergency-memory-refused, and its counter is no second loss', async () => {
    const findings = await findingsOf({
      drops: [{ site: 'tcp_v4_rcv', reason: 'PFMEMALLOC', drops: 5, packet: { proto: 'tcp' } }],
      gained: { 'netstat:TcpExt.PFMemallocDrop': 5 },
    })
    assert.deepEqual(told(findings), ['emergency-memory-refused 5'])
  })

  const filtered = {
    drops: [
      {
        site: 'udp_queue_rcv_one_skb',
        reason: 'SOCKET_FILTER',
        drops: 29,
        packet: { dport: 53 },
        socket: { inode: 77, family: 2, protocol: 17 },
      },
    ],
    sockets: [{ port: 53, inode: 77, owner: { pid: 9, comm: 'named' } }],
  }

  it('a filter: socket-filter, with nothing known of cgroups', async () => {
    const findings = await findingsOf({ ...filtered, addresses: ['eth0 192.0.2.2/24'] })
    assert.deepEqual(told(findings), ['socket-filter 29'])
    assert.equal(theFinding(findings, 'socket-filter').sockets[0]?.pid, 9)
  })

  const program = {
    attach_type: 'cgroup_inet_ingress',
    program: 7,
    name: 'deny',
    phase: 'start',
  } as const

  it('a filter of a cgroup: cgroup-bpf-ingress', async () => {
    const findings = await findingsOf({
      ...filtered,
      rows: { cgroup_program: [{ ...program, path: '/' }] },
    })
    assert.deepEqual(told(findings), ['cgroup-bpf-ingress 29'])
    assert.equal(theFinding(findings, 'cgroup-bpf-ingress').confidence, 'likely')
  })

  it('a filter of the sending cgroup: cgroup-bpf-egress names the program and who sent', async () => {
    const egress = { ...program, path: '/', attach_type: 'cgroup_inet_egress' }
    const findings = await findingsOf({
      drops: [
        {
          ...{ site: 'ip_finish_output', reason: 'BPF_CGROUP_EGRESS', drops: 29, incoming: '' },
          socket: { inode: 77, family: 2, protocol: 17 },
        },
      ],
      sockets: filtered.sockets,
      rows: { cgroup_program: [egress] },
    })
    const { title, sockets, evidence } = theFinding(findings, 'cgroup-bpf-egress')
    assert.match(title, /29 packets of named \(pid 9\) .* of the cgroup \//)
    assert.equal(sockets[0]?.pid, 9)
    assert.ok(evidence.some(({ value }) => value === 'cgroup_inet_egress deny'))
  })

  it("not for a program of somebody else's cgroup, nor for one of egress", async () => {
    const other = { ...program, path: '/other.slice' }
    const egress = { ...program, path: '/', attach_type: 'cgroup_inet_egress' }
    const findings = await findingsOf({ ...filtered, rows: { cgroup_program: [other, egress] } })
    assert.deepEqual(told(findings), ['socket-filter 29'])
  })

  it('a filter of a raw socket keeps others out of its copies: no loss', async () => {
    const findings = await findingsOf({
      drops: [
        {
          site: 'raw_rcv',
          reason: 'SOCKET_FILTER',
          drops: 29,
          packet: { proto: 'icmp', sport: 0 },
        },
      ],
    })
    assert.equal(theFinding(findings, 'socket-filter').severity, 'benign')
  })

  it('a raw socket that is full, for a protocol nobody else speaks: raw-rcvbuf-full', async () => {
    const findings = await findingsOf({
      drops: [
        {
          site: 'ip_local_deliver_finish',
          reason: 'IP_NOPROTO',
          drops: 29,
          packet: { proto: 253 },
        },
      ],
      sockets: [{ proto: 'raw', port: 253, inode: 78, owner: { pid: 9, comm: 'ospfd' } }],
      gained: { 'raw:78.drops': 29, 'snmp:Ip.InUnknownProtos': 29 },
    })
    assert.deepEqual(told(findings), ['raw-rcvbuf-full 29'])
    assert.deepEqual(
      findings.ledger.map((l) => l.residue),
      [0, 0],
    )
  })

  it('a ping socket that is full: its events and its own counter are one loss', async () => {
    const reply = { proto: 'icmp', sport: 0, data: 20 } as const
    const findings = await findingsOf({
      drops: [{ site: 'ping_rcv', reason: 'SOCKET_RCVBUFF', drops: 29, packet: reply }],
      // the identifier of the echoes that the test's packets carry is 1
      sockets: [{ proto: 'icmp', port: 1, inode: 79, owner: { pid: 9, comm: 'monitor' } }],
      gained: { 'icmp:79.drops': 29 },
    })
    assert.deepEqual(told(findings), ['raw-rcvbuf-full 29'])
    assert.match(theFinding(findings, 'raw-rcvbuf-full').title, /ping socket of monitor \(pid 9\)/)
    assert.equal(findings.ledger[0]?.residue, 0)
  })

  const flooded = { site: 'ip_rcv_core', reason: 'OTHERHOST', drops: 29, packetType: 3 }

  it('frames for a macvlan device that is down: macvlan-down', async () => {
    const upper = {
      name: 'mv0',
      netns: 'guest',
      kind: 'macvlan',
      peer: ['eth0', 'host'],
      mac: '02:02:02:02:02:02',
    } as const
    const head = Uint8Array.from([
      ...new Array<number>(12).fill(2),
      8,
      0,
      0x45,
      ...new Array<number>(27).fill(0),
    ])
    const session = (up: boolean) => ({
      drops: [{ ...flooded, head }],
      interfaces: [{ name: 'eth0' }, { ...upper, up }],
    })
    assert.deepEqual(told(await findingsOf(session(false))), ['macvlan-down 29'])
    assert.equal(told(await findingsOf(session(true)))[0], 'not-our-mac 29')
  })

  it('frames for others: not-our-mac', async () => {
    assert.deepEqual(told(await findingsOf({ drops: [flooded] })), ['not-our-mac 29', 'none 0'])
  })

  it('frames for others with packets for an address of this host: the sender is wrong about it', async () => {
    const toUs = { ...flooded, drops: 43, packet: { dst: '192.0.2.2' } }
    const findings = await findingsOf({
      drops: [{ ...flooded, packet: { dst: '192.0.2.77' } }, toUs],
      interfaces: [{ name: 'eth0', mac: '02:02:02:02:02:02' }],
      addresses: ['eth0 192.0.2.2/24'],
    })
    assert.deepEqual(told(findings), ['not-our-mac 43', 'not-our-mac 29'])
    const [wrong] = findings.findings.filter(({ cause }) => cause === 'not-our-mac')
    assert.equal(wrong?.severity, 'problem')
    assert.match(wrong.title, /^43 packets for 192\.0\.2\.2, an address of this host/)
  })
})
