import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, RuleLiteral } from '../session-literal.js'

const dropped: DropLiteral = {
  site: 'nft_do_chain',
  reason: 'NETFILTER_DROP',
  drops: 23,
  stack: ['nft_do_chain', 'nft_do_chain_inet', 'nf_hook_slow', 'ip_local_deliver', 'ip_rcv'],
  packet: { dport: 53, sport: 4000 },
}

const rule = (over: Partial<RuleLiteral>): RuleLiteral => ({
  chain: 'input',
  hook: 'input',
  verdict: 'drop',
  ...over,
})

const policy = rule({ policy: true })

describe('which rule of a firewall dropped it', () => {
  it('takes only what a rule matched while recording for its own', async () => {
    const text = 'udp dport 53 counter packets 7 bytes 7 drop'
    const rules = [rule({ text, gained: 23 })]
    const findings = await findingsOf({ drops: [dropped], rules })
    const { evidence } = theFinding(findings, 'firewall-input')
    assert.deepEqual(
      evidence.filter((e) => e.label.includes('matched')).map((e) => e.value),
      [23],
    )
  })

  it('does not blame a rule about invalid packets for what the policy dropped', async () => {
    const rules = [
      rule({ text: 'ct state established,related accept', verdict: 'accept' }),
      rule({ text: 'ct state invalid drop' }),
      rule({ text: 'iifname "lo" accept', verdict: 'accept' }),
      policy,
    ]
    const findings = await findingsOf({ drops: [dropped], rules })
    assert.deepEqual(told(findings), ['firewall-input-policy 23'])
  })

  it('is less sure where a rule it cannot read, or the policy, may have done it', async () => {
    const rules = [rule({ text: 'meta mark 7 drop' }), policy]
    const found = theFinding(await findingsOf({ drops: [dropped], rules }), 'firewall-input')
    assert.equal(found.confidence, 'likely')
    const may = found.evidence.filter((e) => e.label.startsWith('may have'))
    assert.equal(may.length, 2)
  })

  it('names the rule of a chain that a verdict map leads to', async () => {
    const rules = [
      rule({ text: 'udp dport vmap { 53 : jump bad, 99 : jump good }', verdict: '' }),
      rule({ chain: 'bad', hook: '', text: 'drop' }),
      rule({ chain: 'good', hook: '', text: 'drop' }),
    ]
    const found = theFinding(await findingsOf({ drops: [dropped], rules }), 'firewall-input')
    assert.match(found.title, /a rule in chain bad/)
  })

  it('finds the rules of IP where br_netfilter asks them about bridged packets', async () => {
    const stack = ['nf_hook_slow', 'br_nf_forward_ip', 'nf_hook_slow', '__br_forward']
    const rules = [
      rule({ family: 'bridge', text: 'drop', hook: 'forward' }),
      rule({ chain: 'FORWARD', hook: 'forward', tool: 'iptables', family: 'ip', policy: true }),
    ]
    const drops = [{ ...dropped, site: 'nf_hook_slow', stack }]
    assert.deepEqual(told(await findingsOf({ drops, rules })), ['firewall-forward-policy 23'])
    const bridged = [{ ...dropped, stack: ['nft_do_chain', 'nf_hook_slow', 'br_nf_hook_thresh'] }]
    assert.deepEqual(told(await findingsOf({ drops: bridged, rules })), ['firewall-bridge 23'])
  })

  it('has rules for ARP apart', async () => {
    const rules = [
      rule({ family: 'arp', text: 'arp operation request drop' }),
      rule({ text: 'drop' }),
    ]
    const drops = [{ ...dropped, stack: ['nft_do_chain', 'nf_hook_slow', 'arp_rcv'] }]
    const found = theFinding(await findingsOf({ drops, rules }), 'firewall-arp')
    assert.match(found.confidenceWhy, /nothing else there drops/)
    assert.ok(found.evidence.some((e) => String(e.value).includes('operation request')))
  })
})
