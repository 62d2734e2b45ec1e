/** Losses that raise no drop event: counters and captured packets alone show them. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

describe('loss without an event', () => {
  const byCounter: readonly (readonly [cause: string, counter: string])[] = [
    ['no-route-local-send', 'snmp:Ip.OutNoRoutes'],
    ['udp-sndbuf-backpressure', 'snmp:Udp.SndbufErrors'],
    ['xfrm-out-policy', 'xfrm:XfrmOutPolBlock'],
    ['xfrm-state-error', 'xfrm:XfrmInStateProtoError'],
    ['raw-rcvbuf-full', 'raw:4711.drops'],
    ['capture-socket-overflow', 'packet:4711.drops'],
    ['tcp-syn-queue-full', 'netstat:TcpExt.ListenDrops'],
  ]
  for (const [cause, counter] of byCounter) {
    it(`${counter}: ${cause}`, async () => {
      const findings = await findingsOf({ gained: { [counter]: 31 } })
      assert.deepEqual(
        findings.findings.filter((f) => f.cause !== 'none').map((f) => `${f.cause} ${f.drops}`),
        [`${cause} 31`],
      )
    })
  }

  it('takes what IPv6 probes of a host without IPv6 find for no problem', async () => {
    const gained = { 'snmp6:Ip6OutNoRoutes': 31 }
    const without = await findingsOf({ gained, addresses: ['eth0 fe80::1/64'] })
    assert.equal(theFinding(without, 'no-route-local-send').severity, 'benign')
    const having = await findingsOf({ gained, addresses: ['eth0 2001:db8::1/64'] })
    assert.equal(theFinding(having, 'no-route-local-send').severity, 'problem')
  })

  it('answers of this host that no route leads back, apart from what its programs send', async () => {
    const from = { src: '2001:db8:9::9', dst: '2001:db8::1', dport: 53 }
    const { findings } = await findingsOf({
      drops: [
        { site: '__udp6_lib_rcv', reason: 'NO_SOCKET', drops: 13, packet: from },
        { site: 'tcp_v6_send_response', drops: 17, packet: null, netns: null, device: '' },
      ],
      gained: { 'snmp6:Udp6NoPorts': 13, 'snmp6:Ip6OutNoRoutes': 37 },
      addresses: ['eth0 2001:db8::1/64'],
      routes: [{ dst: '2001:db8::/64' }],
    })
    assert.deepEqual(
      findings.map(({ cause, drops, severity }) => `${cause} ${drops} ${severity}`).sort(),
      [
        'no-route-local-send 30 benign',
        'no-route-local-send 7 problem',
        'udp-no-listener 13 problem',
      ],
    )
  })

  const ping = { proto: 'icmp', src: '192.0.2.7', sport: 8, dst: '192.0.2.1', packets: 31 } as const

  it('pings that nobody answers on purpose: icmp-echo-ignored', async () => {
    const findings = await findingsOf({
      traffic: [ping],
      addresses: ['eth0 192.0.2.1/24'],
      sysctls: { 'net.ipv4.icmp_echo_ignore_all': '1' },
    })
    assert.equal(theFinding(findings, 'icmp-echo-ignored').drops, 31)
  })

  it('once where the kernel tells of each: those to many', async () => {
    const packet = { ...ping, dst: '192.0.2.255', dport: 0 }
    const findings = await findingsOf({
      drops: [{ site: 'icmp_rcv', reason: 'INVALID_PROTO', drops: 31, packet, packetType: 1 }],
      traffic: [packet],
      addresses: ['eth0 192.0.2.1/24 brd 192.0.2.255'],
      sysctls: { 'net.ipv4.icmp_echo_ignore_broadcasts': '1' },
    })
    assert.deepEqual(told(findings), ['icmp-echo-ignored 31', 'none 0'])
  })

  it('not where the host answers, nor for pings of others', async () => {
    const addresses = ['eth0 192.0.2.1/24']
    const answering = { 'net.ipv4.icmp_echo_ignore_all': '0' }
    const ignoring = { 'net.ipv4.icmp_echo_ignore_all': '1' }
    const asked = await findingsOf({ traffic: [ping], addresses, sysctls: answering })
    assert.deepEqual(told(asked), ['none 0'])
    const passing = { ...ping, dst: '192.0.2.99' }
    assert.deepEqual(told(await findingsOf({ traffic: [passing], addresses, sysctls: ignoring })), [
      'none 0',
    ])
  })
})
