import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, RuleLiteral } from '../session-literal.js'

const stacks = {
  prerouting: ['nf_hook_slow', 'ip_rcv', '__netif_receive_skb_one_core'],
  postrouting: ['nf_hook_slow', 'ip_output', 'ip_forward_finish', 'ip_forward'],
  output: ['nf_hook_slow', '__ip_local_out', 'ip_send_skb'],
} as const

const drop = (hook: keyof typeof stacks): DropLiteral => ({
  site: 'nf_hook_slow',
  reason: 'NETFILTER_DROP',
  drops: 23,
  stack: stacks[hook],
})
const masquerade: RuleLiteral = {
  chain: 'out',
  hook: 'postrouting',
  text: 'oifname "eth0" masquerade',
  verdict: '',
}

describe('connection tracking', () => {
  it('full where packets come in: conntrack-table-full, booked to the last packet', async () => {
    const findings = await findingsOf({
      drops: [drop('prerouting')],
      gained: { 'conntrack:drop': 23 },
    })
    assert.deepEqual(told(findings), ['conntrack-table-full 23'])
    assert.deepEqual(
      findings.ledger.map((l) => l.residue),
      [0],
    )
  })

  it('full where this host sends: IP counts it as well', async () => {
    const sent = { ...drop('output'), incoming: '', packet: { dport: 53, sport: 4000 } }
    const findings = await findingsOf({
      drops: [sent],
      gained: { 'conntrack:drop': 23, 'snmp:Ip.OutDiscards': 23 },
    })
    assert.deepEqual(told(findings), ['conntrack-table-full 23'])
    assert.deepEqual(
      findings.ledger.map((l) => l.residue),
      [0, 0],
    )
  })

  const failed = { 'conntrack:drop': 23, 'conntrack:insert_failed': 23 }

  it('an entry that clashes behind a translation: nat-ports-exhausted', async () => {
    const findings = await findingsOf({
      drops: [drop('postrouting')],
      rules: [masquerade],
      gained: failed,
    })
    assert.deepEqual(told(findings), ['nat-ports-exhausted 23'])
    assert.equal(theFinding(findings, 'nat-ports-exhausted').confidence, 'likely')
  })

  it('an entry that clashes without one: conntrack-insert-clash', async () => {
    const findings = await findingsOf({ drops: [drop('postrouting')], gained: failed })
    assert.deepEqual(told(findings), ['conntrack-insert-clash 23'])
  })

  it('a firewall drop while the counters stand still', async () => {
    const findings = await findingsOf({
      drops: [drop('prerouting')],
      gained: { 'conntrack:drop': 0 },
    })
    assert.deepEqual(told(findings), ['firewall-prerouting 23'])
  })

  it('a rule that counts connections: conntrack-limit', async () => {
    const text = 'ct state new ct count over 3 counter drop'
    const findings = await findingsOf({
      drops: [
        {
          ...drop('prerouting'),
          site: 'nft_do_chain',
          stack: ['nft_do_chain', 'nf_hook_slow', 'ip_local_deliver'],
        },
      ],
      rules: [{ chain: 'input', hook: 'input', text, verdict: 'drop', gained: 23 }],
    })
    assert.deepEqual(told(findings), ['conntrack-limit 23'])
  })
})
