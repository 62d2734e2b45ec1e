/** Queues between kernel and programs, or kernel and kernel, that are full. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, InterfaceLiteral } from '../session-literal.js'

describe('nfqueue', () => {
  const drops = [{ site: 'nf_queue', drops: 9 }]

  it('full: the drop counter of the queue rose', async () => {
    const findings = await findingsOf({ drops, gained: { 'nfqueue:7.queue_dropped': 9 } })
    assert.deepEqual(told(findings), ['nfqueue-full 9'])
    const found = theFinding(findings, 'nfqueue-full')
    assert.match(found.title, /queue 7 is full/)
    assert.equal(found.counters[0]?.explained, 9)
  })

  it("full: the program's socket", async () => {
    const findings = await findingsOf({ drops, gained: { 'nfqueue:7.queue_user_dropped': 9 } })
    assert.match(theFinding(findings, 'nfqueue-full').title, /the program's socket is full/)
  })

  it('without a listener has no counter', async () => {
    const findings = await findingsOf({ drops, gained: { 'nfqueue:7.queue_dropped': 0 } })
    assert.deepEqual(told(findings), ['nfqueue-no-listener 9'])
  })

  it('is not full where the program said drop', async () => {
    const verdict = [{ site: 'nfqnl_recv_verdict', reason: 'NETFILTER_DROP', drops: 9 }]
    const findings = await findingsOf({ drops: verdict, gained: { 'nfqueue:7.queue_dropped': 9 } })
    assert.ok(told(findings).includes('nfqueue-verdict-drop 9'))
  })

  it('went away with packets in it', async () => {
    const stack = ['nfqnl_reinject', '__nfqnl_flush', 'instance_destroy_rcu']
    const findings = await findingsOf({ drops: [{ site: 'nfqnl_reinject', drops: 9, stack }] })
    assert.match(theFinding(findings, 'nfqueue-no-listener').title, /whose program went away/)
  })

  it('messages about packets that do not fit are no packets', async () => {
    const message = { site: '__nfqnl_enqueue_packet', protocol: 0, device: '', drops: 9 }
    const findings = await findingsOf({
      drops: [...drops, message],
      gained: { 'nfqueue:7.queue_dropped': 9 },
    })
    assert.deepEqual(told(findings), ['nfqueue-full 9', 'netlink-overrun 9'])
  })
})

describe('veth-ring-full', () => {
  const drop = (over: Partial<DropLiteral> = {}): DropLiteral => ({
    site: 'veth_xmit',
    netns: 'box',
    device: 'vb',
    drops: 13,
    packet: { src: '192.0.2.7', dport: 53, sport: 4000 },
    ...over,
  })
  const pair = (peer: Partial<InterfaceLiteral> = {}): InterfaceLiteral[] => [
    { name: 'va', peer: ['vb', 'box'], ...peer },
    { name: 'vb', netns: 'box', peer: ['va', 'host'] },
  ]
  const gained = { 'link:va.tx_dropped': 13, 'dev:va.tx_drop': 13 }

  it('is counted at the sending end only', async () => {
    const findings = await findingsOf({ drops: [drop()], interfaces: pair(), gained })
    assert.deepEqual(told(findings), ['veth-ring-full 13'])
    const found = theFinding(findings, 'veth-ring-full')
    assert.match(found.title, /through va in host lost: the ring of vb in box is full/)
    assert.equal(found.counters.length, 2)
  })

  it('is told to a local sender, who counts it again', async () => {
    const findings = await findingsOf({
      drops: [drop()],
      interfaces: pair(),
      addresses: ['host va 192.0.2.7/24'],
      gained: { ...gained, 'snmp:Ip.OutDiscards': 13, 'snmp:Udp.SndbufErrors': 13 },
    })
    assert.deepEqual(told(findings), ['veth-ring-full 13'])
  })

  it("by the kernel's own reason", async () => {
    const findings = await findingsOf({ drops: [drop({ reason: 'FULL_RING' })], gained: {} })
    assert.equal(theFinding(findings, 'veth-ring-full').confidence, 'certain')
  })

  it('is not said of a peer that is down', async () => {
    const findings = await findingsOf({
      drops: [drop({ netns: 'host', device: 'va', incoming: '' })],
      interfaces: [
        { name: 'va', peer: ['vb', 'box'] },
        { name: 'vb', netns: 'box', peer: ['va', 'host'], up: false },
      ],
      gained,
    })
    assert.deepEqual(told(findings), ['peer-link-down 13'])
  })
})

describe('a sniffer', () => {
  it('with a full ring: not all of it can be seen', async () => {
    const drops = [{ site: 'tpacket_rcv', reason: 'PACKET_SOCK_ERROR', drops: 9 }]
    const findings = await findingsOf({ drops })
    assert.deepEqual(told(findings), ['capture-ring-full 9', 'none 0'])
    assert.ok(theFinding(findings, 'capture-ring-full').against.length > 0)
  })

  it('with a full buffer', async () => {
    const drops = [{ site: 'packet_rcv', reason: 'PACKET_SOCK_ERROR', drops: 9 }]
    assert.deepEqual(told(await findingsOf({ drops })), ['capture-socket-overflow 9', 'none 0'])
  })
})

describe('memory for TCP', () => {
  const drop = (rmem: number): DropLiteral => ({
    site: 'tcp_data_queue',
    reason: 'PROTO_MEM',
    drops: 9,
    packet: { proto: 'tcp', sport: 4000, dport: 80 },
    socket: { inode: 77, protocol: 6, state: 1, rcvbuf: 100_000, rmem },
  })
  const gained = { 'netstat:TcpExt.TCPRcvQDrop': 9 }

  it('is full where the connection has room', async () => {
    const findings = await findingsOf({ drops: [drop(2_000)], gained })
    assert.deepEqual(told(findings), ['tcp-memory-full 9'])
    assert.equal(theFinding(findings, 'tcp-memory-full').confidence, 'certain')
  })

  it('is not to blame where its own buffer is full', async () => {
    const findings = await findingsOf({ drops: [drop(99_000)], gained })
    assert.deepEqual(told(findings), ['tcp-receiver-not-reading 9'])
  })
})

describe('directed-broadcast', () => {
  const literal = (over: Partial<DropLiteral> = {}, device = 'eth1') => ({
    drops: [
      { site: '__udp4_lib_rcv', drops: 9, packet: { dst: '198.51.100.255', dport: 9 }, ...over },
    ],
    interfaces: [{ name: 'eth0' }, { name: 'eth1' }],
    routes: [{ dst: '198.51.100.255/32', type: 'broadcast', table: 255, device }],
    gained: { 'snmp:Udp.IgnoredMulti': 9 },
  })

  it('is for another network of this host', async () => {
    const findings = await findingsOf(literal())
    assert.deepEqual(told(findings), ['directed-broadcast 9', 'none 0'])
  })

  it('is not one of the network it came from, nor in a frame for all', async () => {
    assert.ok(!told(await findingsOf(literal({}, 'eth0'))).includes('directed-broadcast 9'))
    const broadcast = await findingsOf(literal({ packetType: 1 }))
    assert.deepEqual(told(broadcast), ['broadcast-nobody-listens 9', 'none 0'])
  })
})
