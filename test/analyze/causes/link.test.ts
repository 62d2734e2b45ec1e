import assert from 'node:assert/strict'
import { unknownCpu } from '../../../session/drop-record.js'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, InterfaceLiteral, QdiscLiteral } from '../session-literal.js'

const local = { incoming: '' }
const refused = (over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: '__dev_queue_xmit',
  reason: 'QDISC_DROP',
  drops: 57,
  ...local,
  ...over,
})
const discards = { 'snmp:Ip.OutDiscards': 57, 'snmp:Udp.SndbufErrors': 57 }

describe('qdisc', () => {
  /** Trees of the device whose leaf dropped, and the cause. */
  const trees: readonly [cause: string, leaf: QdiscLiteral, parent?: QdiscLiteral][] = [
    ['qdisc-tbf-full', { handle: '1:', kind: 'tbf' }],
    ['qdisc-fifo-full', { handle: '1:', kind: 'pfifo' }],
    ['qdisc-fq-limit', { handle: '1:', kind: 'fq' }],
    ['qdisc-codel-drop', { handle: '1:', kind: 'fq_codel' }],
    ['qdisc-cake-drop', { handle: '1:', kind: 'cake' }],
    ['qdisc-red-drop', { handle: '1:', kind: 'red' }],
    ['qdisc-sfq-full', { handle: '1:', kind: 'sfq' }],
    ['qdisc-other-drop', { handle: '1:', kind: 'hfsc' }],
    ['qdisc-htb-leaf-full', { handle: '1:', kind: 'htb' }],
    [
      'qdisc-htb-leaf-full',
      { handle: '10:', parent: '1:10', kind: 'pfifo' },
      { handle: '1:', kind: 'htb' },
    ],
    [
      'qdisc-fifo-full',
      { handle: '10:', parent: '1:1', kind: 'bfifo' },
      { handle: '1:', kind: 'tbf' },
    ],
  ]
  const quiet = ['fq_codel', 'cake', 'red', 'sfq', 'hfsc']
  for (const [cause, leaf, parent] of trees) {
    it(`${leaf.kind}${parent === undefined ? '' : ` under ${parent.kind}`}: ${cause}`, async () => {
      const levels = parent === undefined ? [leaf] : [leaf, parent]
      const drops = Object.fromEntries(levels.map((q) => [`qdisc:eth0/${q.handle}.drops`, 57]))
      const findings = await findingsOf({
        drops: [refused()],
        qdiscs: levels,
        // the sender is told by those only that count it as an error
        gained: { ...drops, ...(quiet.includes(leaf.kind) ? {} : discards) },
      })
      assert.deepEqual(told(findings), [`${cause} 57`])
      assert.deepEqual(
        findings.ledger.filter((l) => l.residue !== 0),
        [],
      )
    })
  }

  it('netem tells nobody, so no counter of IP moves', async () => {
    const findings = await findingsOf({
      drops: [refused()],
      qdiscs: [{ handle: '1:', kind: 'netem', options: { loss: 0.1 } }],
      gained: { 'qdisc:eth0/1:.drops': 57, 'snmp:Ip.OutDiscards': 0 },
    })
    assert.deepEqual(told(findings), ['qdisc-netem-loss 57'])
    assert.deepEqual(
      findings.ledger.filter((l) => l.residue !== 0),
      [],
    )
  })

  it('is unknown without counters, and its causes say so', async () => {
    const findings = await findingsOf({
      drops: [refused()],
      qdiscs: [{ handle: '1:', kind: 'tbf' }],
      without: ['counters'],
    })
    assert.deepEqual(told(findings), ['unknown-site 57'])
    assert.equal(findings.ruledOut.find((r) => r.cause === 'qdisc-tbf-full')?.state, 'unknown')
  })
})

describe('a device that cannot send', () => {
  const gained = { 'link:eth0.tx_dropped': 57, 'dev:eth0.tx_drop': 57 }
  const states: readonly [string, InterfaceLiteral, string][] = [
    ['is down', { name: 'eth0', up: false, qdisc: 'noop' }, 'device-down'],
    ['has no carrier', { name: 'eth0', carrier: false, qdisc: 'noop' }, 'peer-link-down'],
    ['is a tun nobody has open', { name: 'eth0', kind: 'tun', carrier: false }, 'tun-no-reader'],
  ]
  for (const [what, device, cause] of states) {
    it(`${what}: ${cause}`, async () => {
      const findings = await findingsOf({
        drops: [refused()],
        interfaces: [device],
        gained: { ...gained },
      })
      assert.deepEqual(told(findings), [`${cause} 57`])
    })
  }

  const link = (fromMs: number, toMs: number | null, flags: number, operstate: string) => ({
    ...{ netns: 1, ifindex: 2, name: 'eth0', kind: 'veth', link_type: 1, mac: '' },
    ...{ mtu: 1500, flags, operstate },
    ...{ master: null, link: null, link_netns: null, qdisc: 'noqueue', tx_queue_len: 1000 },
    ...{ xdp: null, driver: null, bridge_port: null },
    ...{ from_ns: fromMs * 1e6, to_ns: toMs === null ? null : toMs * 1e6 },
  })

  for (const [goneMs, confidence] of [
    [null, 'certain'],
    [2000, 'likely'],
  ] as const) {
    it(`by what was seen of it ${goneMs === null ? 'all along' : 'once, before it vanished'}: ${confidence}`, async () => {
      const findings = await findingsOf({
        drops: [refused()],
        rows: { interface: [link(0, goneMs, 4098, 'down')] },
        gained,
      })
      assert.equal(theFinding(findings, 'device-down').confidence, confidence)
    })
  }

  it('any more, which was noticed a second late: peer-link-down', async () => {
    const interfaces = [link(0, 1900, 69699, 'up'), link(1900, null, 4099, 'down')]
    const findings = await findingsOf({
      drops: [refused()],
      rows: { interface: interfaces },
      gained,
    })
    assert.deepEqual(told(findings), ['peer-link-down 57'])
  })

  describe('yet, and is up later', () => {
    const interfaces: InterfaceLiteral[] = [{ name: 'eth0', qdisc: 'noqueue' }]

    it('dropped, for noqueue drops nothing: device-down', async () => {
      const findings = await findingsOf({ drops: [refused()], interfaces, gained })
      assert.deepEqual(told(findings), ['device-down 57'])
      assert.match(theFinding(findings, 'device-down').title, /before interface eth0 was up/)
    })

    it('hurt nobody where these were multicast reports of the kernel', async () => {
      const packet = { src: 'fe80::1', dst: 'ff02::16', proto: 'icmpv6' as const, sport: 143 }
      const findings = await findingsOf({ drops: [refused({ packet })], interfaces, gained })
      assert.equal(theFinding(findings, 'device-down').severity, 'benign')
    })

    it('but not where a qdisc that went since then counted drops', async () => {
      const findings = await findingsOf({
        ...{ drops: [refused()], interfaces },
        gained: { 'qdisc:eth0/1:.drops': 57 },
      })
      assert.deepEqual(told(findings), ['unknown-site 57'])
    })

    it('nor are drops of a filter on the way in those of clsact', async () => {
      const findings = await findingsOf({
        ...{ drops: [refused()], interfaces },
        qdiscs: [{ handle: 'ffff:', parent: 'ingress', kind: 'clsact' }],
        gained: { 'qdisc:eth0/ffff:.drops': 37, ...gained },
      })
      assert.deepEqual(told(findings).slice(0, 1), ['device-down 57'])
    })
  })

  it('is not blamed where its qdisc counted the drops', async () => {
    const findings = await findingsOf({
      drops: [refused()],
      interfaces: [{ name: 'eth0', carrier: false }],
      qdiscs: [{ handle: '1:', kind: 'tbf' }],
      gained: { 'qdisc:eth0/1:.drops': 57, ...discards },
    })
    assert.deepEqual(told(findings), ['qdisc-tbf-full 57'])
  })
})

describe('veth', () => {
  const refusedByPeer = (length: number): DropLiteral => ({
    site: '__dev_forward_skb2',
    drops: 13,
    device: 'va',
    length,
    ...local,
  })
  const pair = (peer: Partial<InterfaceLiteral>): InterfaceLiteral[] => [
    { name: 'va', peer: ['vb', 'box'] },
    { name: 'vb', netns: 'box', peer: ['va', 'host'], ...peer },
  ]
  const literal = (length: number, peer: Partial<InterfaceLiteral>) => ({
    drops: [refusedByPeer(length)],
    interfaces: pair(peer),
    gained: { 'link:va.tx_dropped': 13, 'dev:va.tx_drop': 13 },
    gainedIn: { box: { 'link:vb.rx_dropped': 13, 'dev:vb.rx_drop': 13 } },
  })

  it('whose peer is down: both ends count it', async () => {
    const findings = await findingsOf(literal(100, { up: false }))
    assert.deepEqual(told(findings), ['peer-link-down 13'])
    const found = theFinding(findings, 'peer-link-down')
    assert.equal(found.confidence, 'certain')
    assert.equal(found.counters.length, 4)
  })

  it('whose peer has a smaller MTU', async () => {
    assert.deepEqual(told(await findingsOf(literal(1514, { mtu: 1400 }))), ['mtu-mismatch-link 13'])
  })

  it('whose peer was up whenever it was read is no certain finding', async () => {
    const found = theFinding(await findingsOf(literal(100, {})), 'peer-link-down')
    assert.equal(found.confidence, 'possible')
  })
})

describe('cpu-backlog-full', () => {
  const drop = (cpus: readonly number[]): DropLiteral => ({
    site: 'enqueue_to_backlog',
    reason: 'CPU_BACKLOG',
    drops: 31,
    cpus,
  })

  it('explains the counter of the CPU that dropped', async () => {
    const gained = { 'softnet:cpu3.dropped': 31, 'link:eth0.rx_dropped': 31 }
    const findings = await findingsOf({ drops: [drop([3])], gained })
    assert.deepEqual(told(findings), ['cpu-backlog-full 31'])
    assert.deepEqual(
      findings.ledger.filter((l) => l.residue !== 0),
      [],
    )
  })

  it('explains those of several CPUs together, and makes no loss of them', async () => {
    const gained = { 'softnet:cpu0.dropped': 20, 'softnet:cpu1.dropped': 11 }
    const findings = await findingsOf({ drops: [drop([0, 1])], gained })
    assert.deepEqual(told(findings), ['cpu-backlog-full 31'])
    assert.deepEqual(
      findings.findings[0]?.counters.map((c) => c.explained),
      [20, 11],
    )
  })

  it('explains the counter of any CPU where the source tells of none', async () => {
    const gained = { 'softnet:cpu1.dropped': 31 }
    const findings = await findingsOf({ drops: [drop([unknownCpu])], gained })
    assert.deepEqual(told(findings), ['cpu-backlog-full 31'])
  })

  it('is known by its place on kernels that give no reason', async () => {
    const findings = await findingsOf({ drops: [{ ...drop([0]), reason: '' }] })
    assert.equal(theFinding(findings, 'cpu-backlog-full').confidence, 'likely')
  })
})

describe('unhandled-ethertype', () => {
  it('is seen by the capture where the kernel counts nothing', async () => {
    const findings = await findingsOf({
      traffic: [
        { protocol: 0x88cc, packets: 6 },
        { protocol: 0x88cc, packets: 9, srcMac: '02:00:00:00:00:02' },
        { protocol: 0x8100, packets: 4 },
        { packets: 100, sport: 1, dport: 2 },
      ],
    })
    assert.deepEqual(told(findings), ['unhandled-ethertype 6', 'none 0'])
    assert.equal(findings.totals.withoutEvent, 6)
  })

  it('is not what a bridge port passes on', async () => {
    const findings = await findingsOf({
      traffic: [{ protocol: 0x88cc, packets: 6 }],
      interfaces: [{ name: 'eth0', master: 'br0' }],
    })
    assert.deepEqual(told(findings), ['none 0'])
  })
})
