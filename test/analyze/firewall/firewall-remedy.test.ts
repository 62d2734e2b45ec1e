import assert from 'node:assert/strict'
import { remedyFor } from '../../../analyze/firewall/firewall-remedy.js'
import type { FirewallRule } from '../../../analyze/firewall/firewall.js'

const ruleOf = (over: Partial<FirewallRule>): FirewallRule => ({
  ...{ netns: 1, phase: 'end', tool: 'nft', family: 'inet', table_name: 'guard', chain: 'in' },
  ...{ hook: 'input', device: '', position: 0, handle: 7, text: 'udp dport 9 drop' },
  ...{ verdict: 'drop', packets: null, bytes: null },
  ...{ matched: undefined, priority: 0 },
  ...over,
})

const told = (over: Partial<FirewallRule>) => {
  const { what, command, undo } = remedyFor(ruleOf(over), 'the input hook', 'host')
  return { change: /^If these packets are wanted, (.*?): /.exec(what)?.[1], command, undo }
}

describe('what to do about a rule that drops wanted packets', () => {
  it('is to remove it', () => {
    assert.deepEqual(told({ text: 'udp dport 9 counter packets 3 bytes 90 drop # handle 7' }), {
      change: 'remove or narrow the rule',
      command: 'nft delete rule inet guard in handle 7',
      undo: 'nft add rule inet guard in udp dport 9 counter drop',
    })
  })

  it('is to raise its limit, where it drops what is above one', () => {
    for (const [text, raised, before] of [
      [
        'udp dport 9 limit rate over 10/second burst 5 packets counter packets 3 bytes 90 drop # handle 7',
        "'udp dport 9 limit rate over …/second burst 5 packets counter drop'",
        'udp dport 9 limit rate over 10/second burst 5 packets counter drop',
      ],
      [
        'udp dport 9 quota over 1 mbytes used 3 kbytes drop',
        "'udp dport 9 quota over … mbytes drop'",
        'udp dport 9 quota over 1 mbytes drop',
      ],
      [
        'add @$& { ip saddr limit rate over 10/second } drop',
        "'add @$& { ip saddr limit rate over …/second } drop'",
        "'add @$& { ip saddr limit rate over 10/second } drop'",
      ],
      [
        'tcp dport 80 ct state new add @conns { ip saddr ct count over 2 } drop',
        "'tcp dport 80 ct state new add @conns { ip saddr ct count over … } drop'",
        "'tcp dport 80 ct state new add @conns { ip saddr ct count over 2 } drop'",
      ],
    ] as const) {
      assert.deepEqual(told({ text }), {
        change: 'raise the limit of the rule',
        command: `nft replace rule inet guard in handle 7 ${raised}`,
        undo: `nft replace rule inet guard in handle 7 ${before}`,
      })
    }
  })

  it('is not to raise a limit up to which it drops, nor a share', () => {
    for (const text of ['limit rate 10/second drop', 'numgen random mod 10 < 3 drop']) {
      const { change, command } = told({ text })
      assert.equal(change, 'remove or narrow the rule')
      assert.equal(command, 'nft delete rule inet guard in handle 7')
    }
  })

  it('is told in the words of iptables for its rules', () => {
    const iptables = {
      tool: 'iptables',
      family: 'ip',
      table_name: 'filter',
      chain: 'INPUT',
    } as const
    const text = '-p udp -m hashlimit --hashlimit-above 5/min --hashlimit-name a -j DROP'
    assert.deepEqual(told({ ...iptables, text }), {
      change: 'raise the limit of the rule',
      command: 'iptables -t filter -R INPUT 7 …   # the same rule with --hashlimit-above …',
      undo: 'iptables-restore the saved rule set',
    })
    const connections = '-p tcp -m connlimit --connlimit-above 2 --connlimit-mask 32 -j DROP'
    assert.match(told({ ...iptables, text: connections }).command, /with --connlimit-above …$/)
    assert.equal(
      told({ ...iptables, text: '-p udp -j DROP' }).command,
      'iptables -t filter -D INPUT 7',
    )
  })
})
