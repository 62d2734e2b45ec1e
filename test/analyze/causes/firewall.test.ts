import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, RuleLiteral } from '../session-literal.js'

/** Kernel stacks as 6.18 shows them, innermost first, by hook. */
const stacks: Readonly<Record<string, readonly string[]>> = {
  ingress: [
    'nft_do_chain',
    'nft_do_chain_netdev',
    'nf_hook_slow',
    '__netif_receive_skb_core.constprop.0',
  ],
  prerouting: [
    'nft_do_chain',
    'nft_do_chain_inet',
    'nf_hook_slow',
    'ip_rcv',
    '__netif_receive_skb_one_core',
  ],
  input: ['nft_do_chain', 'nft_do_chain_inet', 'nf_hook_slow', 'ip_local_deliver', 'ip_rcv'],
  forward: ['nft_do_chain', 'nf_hook_slow', 'ip_forward', 'ip_rcv'],
  output: ['nft_do_chain', 'nf_hook_slow', '__ip_local_out', 'ip_send_skb'],
  postrouting: ['nft_do_chain', 'nf_hook_slow', 'ip_output', 'ip_send_skb'],
  egress: ['nft_do_chain', 'nf_hook_slow', '__dev_queue_xmit', 'ip_finish_output2'],
  bridge: [
    'nft_do_chain',
    'nft_do_chain_bridge',
    'nf_hook_slow',
    'br_handle_frame',
    '__netif_receive_skb_core.constprop.0',
  ],
  arp: ['nft_do_chain', 'nft_do_chain_arp', 'nf_hook_slow', 'arp_rcv'],
}

const drop = (hook: string, over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: 'nft_do_chain',
  reason: 'NETFILTER_DROP',
  drops: 23,
  stack: stacks[hook] ?? [],
  packet: { dport: 53, sport: 4000 },
  ...over,
})

const rule = (over: Partial<RuleLiteral> = {}): RuleLiteral => ({
  chain: 'input',
  hook: 'input',
  text: 'udp dport 53 drop',
  verdict: 'drop',
  ...over,
})

const policy = (chain: string): RuleLiteral =>
  rule({ chain, hook: chain, verdict: 'drop', policy: true })

describe('firewall', () => {
  for (const hook of Object.keys(stacks)) {
    it(`names the ${hook} hook from the kernel stack`, async () => {
      const findings = await findingsOf({ drops: [drop(hook)] })
      assert.deepEqual(told(findings), [`firewall-${hook} 23`])
    })
  }

  it('does not guess the hook without a stack', async () => {
    assert.deepEqual(told(await findingsOf({ drops: [drop('')] })), ['firewall-unknown-hook 23'])
  })

  it('names the rule whose counter rose', async () => {
    const rules = [
      rule({ text: 'udp dport 53 counter packets 7 bytes 7 drop', gained: 23 }),
      rule({ text: 'udp dport 99 counter packets 7 bytes 7 drop', gained: 5 }),
    ]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.match(found.title, /a rule in chain input/)
    assert.match(found.confidenceWhy, /counter rose/)
    assert.ok(found.evidence.some((e) => String(e.value).includes('udp dport 53')))
    assert.ok(found.evidence.some((e) => e.value === 23 && e.label.includes('matched')))
    assert.ok(!found.evidence.some((e) => String(e.value).includes('dport 99')))
  })

  it('does not blame a rule whose counter stood still', async () => {
    const rules = [
      rule({ text: 'udp dport 53 counter packets 7 bytes 7 drop', gained: 0 }),
      policy('input'),
    ]
    const findings = await findingsOf({ drops: [drop('input')], rules })
    assert.deepEqual(told(findings), ['firewall-input-policy 23'])
  })

  it('does not take a counter that was read once for one that stood still', async () => {
    const rules = [rule({ text: 'udp dport 53 counter packets 7 bytes 7 drop', gained: 23 })]
    const findings = await findingsOf({ drops: [drop('input')], rules, cutOff: true })
    const found = theFinding(findings, 'firewall-input')
    assert.ok(found.evidence.some((e) => String(e.value).includes('udp dport 53')))
    assert.ok(!found.evidence.some((e) => e.label.includes('matched')))
  })

  it('names a rule without a counter that fits the headers, and not one that does not', async () => {
    const rules = [
      rule({ text: 'tcp dport 53 drop' }),
      rule({ text: 'udp dport 50-60 drop' }),
      rule({ text: 'udp sport 9 drop' }),
    ]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.ok(found.evidence.some((e) => String(e.value).includes('dport 50-60')))
    assert.match(found.confidenceWhy, /nothing else there drops such packets/)
  })

  it('names no rule where two that it cannot read may have done it', async () => {
    const rules = [rule({ text: 'fib saddr oif missing drop' }), rule({ text: 'meta mark 7 drop' })]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.match(found.confidenceWhy, /which rule is not known/)
    assert.match(found.title, /by the firewall/)
  })

  it('follows a jump to another chain', async () => {
    const rules = [
      rule({ text: 'jump services', verdict: 'jump services' }),
      rule({ chain: 'services', hook: '' }),
      rule({ chain: 'unrelated', hook: '' }),
    ]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.match(found.title, /chain services/)
  })

  for (const chain of ['input', 'forward', 'output']) {
    it(`tells the policy of ${chain}`, async () => {
      const findings = await findingsOf({ drops: [drop(chain)], rules: [policy(chain)] })
      assert.deepEqual(told(findings), [`firewall-${chain}-policy 23`])
    })
  }

  it('tells a reject', async () => {
    const rules = [rule({ text: 'udp dport 53 reject', verdict: 'reject' })]
    assert.deepEqual(told(await findingsOf({ drops: [drop('input')], rules })), [
      'firewall-input-reject 23',
    ])
  })

  it('tells what is dropped for being invalid to conntrack', async () => {
    const rules = [rule({ text: 'ct state invalid counter packets 7 bytes 7 drop', gained: 23 })]
    assert.deepEqual(told(await findingsOf({ drops: [drop('input')], rules })), [
      'firewall-conntrack-invalid 23',
    ])
  })

  it('reads rules of iptables, and keeps those of IPv6 apart', async () => {
    const tool = { chain: 'INPUT', hook: 'input', table: 'filter', verdict: 'drop' } as const
    const rules: RuleLiteral[] = [
      {
        ...tool,
        tool: 'ip6tables',
        family: 'ip6',
        text: '-A INPUT -p udp -m udp --dport 53 -j DROP',
        gained: 23,
      },
      {
        ...tool,
        tool: 'iptables',
        family: 'ip',
        text: '-A INPUT -s 192.0.2.0/24 -p udp -m udp --dport 53 -j DROP',
        gained: 23,
      },
    ]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.deepEqual(
      found.evidence
        .filter((e) => e.label.startsWith('rule'))
        .map((e) => String(e.value).slice(0, 9)),
      ['iptables '],
    )
    assert.match(found.remedy[0]?.command ?? '', /^iptables -t filter -D INPUT/)
  })

  it('takes no rule of a bridge for one of IP, nor one of another device', async () => {
    const rules = [
      rule({ family: 'bridge', table: 'b', gained: 23 }),
      rule({ family: 'netdev', chain: 'in1', hook: 'ingress', device: 'eth1', gained: 23 }),
      rule({ family: 'netdev', chain: 'in0', hook: 'ingress', device: 'eth0', gained: 23 }),
    ]
    const findings = await findingsOf({
      drops: [drop('input'), drop('ingress'), drop('bridge')],
      rules,
    })
    assert.match(theFinding(findings, 'firewall-input').confidenceWhy, /not known/)
    assert.match(theFinding(findings, 'firewall-ingress').title, /chain in0/)
    assert.match(theFinding(findings, 'firewall-bridge').title, /chain input/)
  })

  it('says so where rules were not recorded', async () => {
    const found = theFinding(
      await findingsOf({ drops: [drop('input')], without: ['firewall'] }),
      'firewall-input',
    )
    assert.match(found.against[0]?.label ?? '', /firewall rules/)
  })

  it('knows packets that kernels before 5.17 free without a reason', async () => {
    const old = drop('input', {
      site: 'nf_hook_slow',
      reason: '',
      stack: ['nf_hook_slow', 'ip_local_deliver'],
    })
    assert.deepEqual(told(await findingsOf({ drops: [old], rules: [policy('input')] })), [
      'firewall-input-policy 23',
    ])
  })

  it('explains discards of what this host sent itself', async () => {
    const findings = await findingsOf({
      drops: [drop('output', { incoming: '' })],
      gained: { 'snmp:Ip.OutDiscards': 23 },
    })
    assert.deepEqual(told(findings), ['firewall-output 23'])
    assert.equal(theFinding(findings, 'firewall-output').counters[0]?.explained, 23)
  })
})

describe('a firewall rule with a limit', () => {
  const over = 'udp dport 53 limit rate over 10/second counter packets 0 bytes 0 drop'

  it('is named with it: dropped over the limit', async () => {
    const rules = [rule({ text: over, gained: 23 })]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.match(found.title, /at the input hook, over its limit \(limit rate over 10\/second\)/)
    assert.match(found.remedy[0]?.what ?? '', /raise the limit/)
  })

  it('is named without a counter, too', async () => {
    const rules = [rule({ text: 'udp dport 53 limit rate over 10/second drop' })]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.match(found.title, /over its limit/)
  })

  it('whose counter stands before the limit has matched more than it dropped', async () => {
    const rules = [
      rule({
        text: 'udp dport 53 counter packets 0 bytes 0 limit rate over 10/second drop',
        gained: 60,
      }),
    ]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.match(found.title, /over its limit/)
  })

  it('is not blamed for what another rule behind it dropped: the counters decide', async () => {
    const behind = 'udp dport 53 counter packets 0 bytes 0 drop'
    const rules = [rule({ text: over, gained: 3 }), rule({ text: behind, gained: 23 })]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.doesNotMatch(found.title, /limit/)
    const first = [rule({ text: over, gained: 23 }), rule({ text: behind, gained: 5 })]
    const limited = await findingsOf({ drops: [drop('input')], rules: first })
    assert.match(theFinding(limited, 'firewall-input').title, /over its limit/)
  })

  it('and both are named where each dropped a part', async () => {
    const behind = 'udp dport 53 counter packets 0 bytes 0 drop'
    const rules = [rule({ text: over, gained: 20 }), rule({ text: behind, gained: 3 })]
    const found = theFinding(await findingsOf({ drops: [drop('input')], rules }), 'firewall-input')
    assert.match(found.title, /one of 2 rules/)
  })

  it('that accepts up to a rate is named beside the policy that drops the rest', async () => {
    const rules = [
      rule({ text: 'udp dport 53 limit rate 10/second accept', verdict: 'accept' }),
      rule({ text: 'tcp dport 53 limit rate 10/second accept', verdict: 'accept' }),
      policy('input'),
    ]
    const findings = await findingsOf({ drops: [drop('input')], rules })
    const found = theFinding(findings, 'firewall-input-policy')
    const accepting = found.evidence.filter((e) => /up to a limit/.test(e.label))
    assert.equal(accepting.length, 1)
    assert.match(String(accepting[0]?.value), /udp dport 53/)
  })
})

describe('a reset that the kernel sends where there is no connection', () => {
  const reset = {
    proto: 'tcp',
    tcpFlags: 4,
    src: '192.0.2.2',
    sport: 80,
    dst: '192.0.2.1',
  } as const
  const findings = async (socket: DropLiteral['socket']) =>
    findingsOf({
      drops: [
        {
          ...{ site: 'nft_do_chain', reason: 'NETFILTER_DROP', drops: 19, incoming: '' },
          ...{ packet: reset, stack: stacks['output'] ?? [], ...(socket && { socket }) },
        },
      ],
      rules: [{ chain: 'o', hook: 'output', verdict: 'drop' }],
      gained: { 'snmp:Ip.OutDiscards': 19 },
    })

  it('is counted by IP as well: one loss', async () => {
    assert.deepEqual(told(await findings(undefined)), ['firewall-output 19'])
  })
})
