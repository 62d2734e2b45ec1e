import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral } from '../session-literal.js'

const at = (site: string, over: Partial<DropLiteral> = {}): DropLiteral => ({
  site,
  drops: 13,
  packet: { dst: '203.0.113.7', dport: 53 },
  ...over,
})
const toV6 = { src: '2001:db8::1', dst: '2001:db8:9::7', dport: 53 }

describe('routes that refuse on purpose', () => {
  for (const type of ['blackhole', 'prohibit', 'unreachable']) {
    it(`${type}: the most specific route decides`, async () => {
      const routes = [
        { dst: '0.0.0.0/0' },
        { dst: '203.0.113.0/24', type },
        { dst: '203.0.0.0/16' },
      ]
      const findings = await findingsOf({ drops: [at('ip_error')], routes })
      assert.deepEqual(told(findings), [`${type}-route 13`])
      assert.match(findings.findings[0]?.title ?? '', /203\.0\.113\.0\/24/)
    })

    it(`${type} over IPv6`, async () => {
      const routes = [{ dst: '2001:db8:9::/48', type }]
      const findings = await findingsOf({
        drops: [at('ip6_pkt_discard', { packet: toV6 })],
        routes,
      })
      assert.deepEqual(told(findings), [`${type}-route 13`])
    })
  }

  it('not where forwarding is off: no route would have led on', async () => {
    const findings = await findingsOf({
      drops: [at('ip_error', { reason: 'IP_INADDRERRORS' })],
      routes: [{ dst: '203.0.113.0/24', type: 'blackhole' }],
      gained: { 'snmp:Ip.InAddrErrors': 13 },
    })
    assert.deepEqual(told(findings), ['ip-forwarding-disabled 13'])
  })

  describe('or a policy rule', () => {
    const rule = (text: string, priority = 100) => ({
      ...{ netns: 1, family: 4, priority, text, phase: 'start' as const },
    })
    const refusing = 'to 203.0.113.0/24 ipproto udp dport 50-60 prohibit'
    const local = rule('from all lookup local', 0)
    const drops = [at('ip_error')]
    const found = async (...rules: readonly string[]): Promise<readonly string[]> => {
      const rows = { rule: [local, ...rules.map((text, i) => rule(text, 100 + i))] }
      const { findings } = await findingsOf({ drops, rows })
      return findings.map(({ cause, confidence }) => `${cause} ${confidence}`)
    }

    it('that was made while recorded', async () => {
      const late = { ...rule(`from all ${refusing}`), phase: 'end' as const }
      const again = { ...local, phase: 'end' as const }
      const { findings } = await findingsOf({ drops, rows: { rule: [local, again, late] } })
      assert.equal(findings[0]?.cause, 'prohibit-route')
    })

    it('that fits the packet', async () => {
      assert.deepEqual(await found(`from all ${refusing}`), ['prohibit-route certain'])
      assert.deepEqual(await found('from 203.0.113.9 prohibit', `from all ${refusing}`), [
        'prohibit-route certain',
      ])
      assert.deepEqual(await found('not from 198.51.100.0/24 unreachable'), [
        'unreachable-route certain',
      ])
    })

    it('is only likely where the packets do not tell, or an earlier rule may route them', async () => {
      assert.deepEqual(await found('from all fwmark 0x7 blackhole'), ['blackhole-route likely'])
      assert.deepEqual(await found('from all lookup 77', `from all ${refusing}`), [
        'prohibit-route likely',
      ])
    })

    it('is not blamed if it does not fit', async () => {
      for (const text of ['from all to 203.0.114.0/24 prohibit', 'from all dport 54 prohibit'])
        assert.deepEqual(await found(text), ['unknown-site possible'])
    })
  })

  it('is not blamed where a more specific route leads on', async () => {
    const routes = [{ dst: '203.0.0.0/8', type: 'blackhole' }, { dst: '203.0.113.0/24' }]
    assert.deepEqual(told(await findingsOf({ drops: [at('ip_error')], routes })), [
      'unknown-site 13',
    ])
  })
})

describe('kernels that give no reason at ip_error (before 5.19)', () => {
  it('tell forwarding that is off from a missing route by the setting', async () => {
    const off = { 'net.ipv4.conf.eth0.forwarding': '0' }
    const on = { 'net.ipv4.conf.eth0.forwarding': '1' }
    const drops = [at('ip_error', { reason: '' })]
    assert.deepEqual(told(await findingsOf({ drops, sysctls: off })), ['ip-forwarding-disabled 13'])
    assert.deepEqual(told(await findingsOf({ drops, sysctls: on })), ['no-route 13'])
  })

  it('are unknown where the setting was not recorded', async () => {
    assert.deepEqual(told(await findingsOf({ drops: [at('ip_error')] })), ['unknown-site 13'])
  })
})

describe('IPv6 without a route', () => {
  const drops = [at('ip6_pkt_discard', { reason: 'IP_INNOROUTES', packet: toV6 })]

  it('is forwarding that is off where the setting says so', async () => {
    const sysctls = { 'net.ipv6.conf.all.forwarding': '0' }
    assert.deepEqual(told(await findingsOf({ drops, sysctls })), ['ipv6-forwarding-disabled 13'])
    assert.deepEqual(told(await findingsOf({ drops })), ['no-route 13'])
  })
})

describe('IPv6 multicast on an interface that has just come up', () => {
  const report = { src: 'fe80::1', dst: 'ff02::16' }
  for (const forwarding of ['0', '1']) {
    it(`is wanted by nobody, with forwarding ${forwarding}`, async () => {
      const findings = await findingsOf({
        drops: [at('ip6_pkt_discard', { reason: 'IP_INNOROUTES', drops: 3, packet: report })],
        gained: { 'snmp6:Ip6InNoRoutes': 3 },
        sysctls: { 'net.ipv6.conf.eth0.forwarding': forwarding },
      })
      assert.deepEqual(told(findings), ['ipv6-multicast-not-joined 3', 'none 0'])
      assert.equal(findings.ledger[0]?.residue, 0)
    })
  }
})

describe('martians, with reasons and without (6.1 and 6.12 give NOT_SPECIFIED)', () => {
  const sources: readonly [string, string][] = [
    ['224.0.0.1', 'martian-source'],
    ['127.0.0.5', 'martian-source'],
    ['0.0.0.5', 'martian-source'],
    ['198.51.100.1', 'martian-own-address'],
  ]
  for (const [src, cause] of sources) {
    it(`from ${src}: ${cause}`, async () => {
      const findings = await findingsOf({
        drops: [at('ip_rcv_finish_core', { packet: { src, dport: 53 } })],
        addresses: ['eth0 198.51.100.1/24'],
        gained: { 'rt_cache:in_martian_src': 13 },
      })
      assert.deepEqual(told(findings), [`${cause} 13`])
      assert.deepEqual(
        findings.ledger.filter((l) => l.residue !== 0),
        [],
      )
    })
  }

  it('to an impossible destination', async () => {
    const drops = [at('ip_rcv_finish_core', { packet: { dst: '127.0.0.9', dport: 53 } })]
    assert.deepEqual(told(await findingsOf({ drops })), ['martian-destination 13'])
  })

  it('are not guessed of ordinary addresses', async () => {
    assert.deepEqual(told(await findingsOf({ drops: [at('ip_rcv_finish_core')] })), [
      'unknown-site 13',
    ])
  })
})

describe('packets that wait for an address', () => {
  it('name the gateway as the next hop', async () => {
    const findings = await findingsOf({
      drops: [at('neigh_invalidate', { reason: 'NEIGH_FAILED' })],
      routes: [{ dst: '0.0.0.0/0', gateway: '192.0.2.254' }],
    })
    assert.match(theFinding(findings, 'arp-unresolved').title, /192\.0\.2\.254/)
  })

  it('of a scan make few findings, whose sums are exact', async () => {
    const flows = Array.from({ length: 300 }, (_, i) => ({
      dst: `10.0.${i >> 8}.${i & 255}`,
      dport: 53,
      drops: 300 - i,
    }))
    const drops = flows.reduce((sum, f) => sum + f.drops, 0)
    const findings = await findingsOf({
      drops: [{ site: 'neigh_invalidate', reason: 'NEIGH_FAILED', drops, flows, details: 1 }],
    })
    assert.equal(findings.findings.length, 20)
    assert.equal(findings.totals.problem, drops)
    assert.ok(findings.findings.some((f) => f.title.includes('with 280 more of this kind')))
  })
})

describe('IPv6 packets that ip6_forward refuses for an address', () => {
  const refused = (src: string): DropLiteral =>
    at('ip6_forward', { reason: 'IP_INADDRERRORS', packet: { ...toV6, src } })
  const gained = { 'snmp6:Ip6InAddrErrors': 13 }
  const found = async (src: string, forwarding: string, forced = '0') =>
    told(
      await findingsOf({
        drops: [refused(src)],
        gained,
        sysctls: {
          'net.ipv6.conf.all.forwarding': forwarding,
          'net.ipv6.conf.eth0.force_forwarding': forced,
        },
      }),
    )

  it('are from a link-local source where forwarding is on', async () => {
    assert.deepEqual(await found('fe80::9', '1'), ['ipv6-martian-source 13'])
    assert.deepEqual(await found('fe80::9', '0', '1'), ['ipv6-martian-source 13'])
  })

  it('meet a host that does not forward where it is off, whatever the interface says', async () => {
    assert.deepEqual(await found('fe80::9', '0'), ['ipv6-forwarding-disabled 13'])
    assert.deepEqual(await found('2001:db8::1', '0'), ['ipv6-forwarding-disabled 13'])
    const { findings } = await findingsOf({
      drops: [at('ip6_pkt_discard', { reason: 'IP_INNOROUTES', packet: toV6 })],
      sysctls: { 'net.ipv6.conf.all.forwarding': '1', 'net.ipv6.conf.eth0.forwarding': '0' },
    })
    assert.equal(findings[0]?.cause, 'no-route')
  })
})

describe('a segment routing header that nobody allowed', () => {
  it('is refused, and counted nowhere', async () => {
    const address = [0x20, 1, 0xd, 0xb8, ...new Array<number>(11).fill(0)]
    const head = Uint8Array.from([
      ...[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd],
      ...[0x60, 0, 0, 0, 0, 40, 43, 64, ...address, 1, ...address, 2],
      ...[17, 2, 4, 1, 0, 0, 0, 0, ...address, 2],
      ...[0, 9, 0, 53, 0, 16, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],
    ])
    const packet = { src: '2001:db8::1', dst: '2001:db8::2', sport: 9, dport: 53 }
    const findings = await findingsOf({
      drops: [{ site: 'ipv6_rthdr_rcv', drops: 13, packet, head }],
      // of another packet
      gained: { 'snmp6:Ip6InHdrErrors': 1 },
    })
    const finding = theFinding(findings, 'ipv6-bad-extension-header')
    assert.deepEqual(finding.counters, [])
    assert.match(finding.remedy[0]?.what ?? '', /seg6_enabled/)
  })
})
