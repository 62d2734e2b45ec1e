import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEbtablesList } from '../../../../capture/host/firewall/ebtables-list.js'
import { firewallRows } from '../../../../capture/host/firewall/firewall-rows.js'
import {
  parseIptablesSave,
  withIptablesTexts,
} from '../../../../capture/host/firewall/iptables-save.js'
import { isBuiltIn } from '../../../../capture/host/firewall/kernel-module.js'
import { parseNftJson, refineChains } from '../../../../capture/host/firewall/nft-json.js'
import { parseNftText } from '../../../../capture/host/firewall/nft-text.js'
import { packageRoot } from '../../../../session/package-root.js'

const fixture = (name: string): string =>
  readFileSync(join(packageRoot, 'fixtures', 'raw', 'firewall', name), 'utf8')

describe('nft rules', () => {
  const chains = parseNftText(fixture('nft-1.0.6.txt'))

  it('reads hooks, devices, priorities and policies of the text', () => {
    assert.deepEqual(
      chains.map(({ family, table, chain, hook, device, priority, policy }) => [
        `${family} ${table} ${chain}`,
        hook,
        device,
        priority,
        policy,
      ]),
      [
        ['inet filter other', '', '', 0, undefined],
        ['inet filter input', 'input', '', 0, 'drop'],
        ['netdev nd ing', 'ingress', 'lo', -500, 'accept'],
        ['ip filter INPUT', 'input', '', 0, 'accept'],
        ['ip filter FORWARD', 'forward', '', 0, 'drop'],
      ],
    )
  })

  it('reads rules with handle, verdict and counter; a comment cannot mislead it', () => {
    const input = chains[1]
    assert.deepEqual(
      input?.rules.map(({ handle, verdict, packets }) => [handle, verdict, packets]),
      [
        [6, 'drop', 0],
        [8, 'jump other', 5],
        [9, 'reject', undefined],
        [11, '', undefined],
      ],
    )
    assert.equal(
      input.rules[0]?.text,
      'ct state invalid counter packets 0 bytes 0 drop comment "hello # handle 99"',
    )
  })

  it('takes named counters, numeric priorities and xt targets from the JSON', () => {
    const details = parseNftJson(fixture('nft-1.0.6.json'))
    const refined = refineChains(chains, details)
    const named = refined[1]?.rules[2]
    assert.deepEqual([named?.verdict, named?.packets, named?.bytes], ['reject', 3, 4])
    assert.equal(refined[3]?.rules[1]?.verdict, 'reject')
    assert.deepEqual([...details.xtTables], ['ip filter'])
  })

  it('shows rules of iptables-nft as iptables prints them, where the chains agree', () => {
    const saved = parseIptablesSave('iptables', fixture('iptables-nft-save-1.8.9.txt'))
    const merged = withIptablesTexts(chains, saved)
    assert.equal(
      merged[3]?.rules[0]?.text,
      '-A INPUT -p udp -m udp --dport 7 -m comment --comment "x y" -j DROP',
    )
    assert.equal(merged[1]?.rules[0]?.text, chains[1]?.rules[0]?.text)
  })

  it('writes the policy before the rules, at position -1', () => {
    const rows = firewallRows(3, 'start', chains.slice(1, 2))
    assert.deepEqual(
      rows.map(({ position, handle, verdict }) => [position, handle, verdict]),
      [
        [-1, 0, 'drop'],
        [0, 6, 'drop'],
        [1, 8, 'jump other'],
        [2, 9, 'reject'],
        [3, 11, ''],
      ],
    )
  })

  it('joins a set that goes on over several lines, and reads symbolic priorities', () => {
    const text = [
      'table ip t { # handle 1',
      '\tset s { # handle 2',
      '\t\ttype ipv4_addr',
      '\t\telements = { 1.1.1.1,',
      '\t\t\t     1.1.1.2 }',
      '\t}',
      '\tchain c { # handle 3',
      '\t\tcomment "says: policy drop;"',
      '\t\ttype nat hook prerouting priority dstnat + 5; policy accept;',
      '\t\ttcp dport { 1, 2,',
      '\t\t\t    3 } drop # handle 4',
      '\t}',
      '}',
    ].join('\n')
    const [chain] = parseNftText(text)
    assert.deepEqual([chain?.priority, chain?.policy, chain?.rules.length], [-95, 'accept', 1])
    assert.equal(chain?.rules[0]?.text, 'tcp dport { 1, 2, 3 } drop')
  })

  it('reads a chain without a name as one rule', () => {
    const text = [
      'table inet t { # handle 1',
      '\tchain c { # handle 3',
      '\t\tmeta l4proto udp jump {',
      '\t\t\tudp dport { 1, 2,',
      '\t\t\t\t    3 } drop',
      '\t\t\tcounter packets 3 bytes 9 accept',
      '\t\t} # handle 4',
      '\t\tdrop # handle 5',
      '\t}',
      '}',
    ].join('\n')
    const [chain] = parseNftText(text)
    assert.deepEqual(
      chain?.rules.map((rule) => [rule.text, rule.verdict]),
      [
        [
          'meta l4proto udp jump { udp dport { 1, 2, 3 } drop; counter packets 3 bytes 9 accept }',
          '',
        ],
        ['drop', 'drop'],
      ],
    )
  })

  it('reads devices in each way nft writes them', () => {
    const chain = (devices: string): string | undefined =>
      parseNftText(
        `table netdev t {\n\tchain c {\n\t\ttype filter hook egress ${devices} priority filter - 10; policy drop;\n\t}\n}`,
      )[0]?.device
    assert.equal(chain('device "eth0"'), 'eth0')
    assert.equal(chain('device eth0'), 'eth0')
    assert.equal(chain('devices = { "eth0", "eth1" }'), 'eth0,eth1')
  })

  it('keeps what is whole of a truncated text, and refuses damaged JSON', () => {
    const text = fixture('nft-1.0.6.txt')
    for (let length = 0; length < text.length; length += 7) parseNftText(text.slice(0, length))
    assert.deepEqual(parseNftText('garbage\n\t\t\n}'), [])
    assert.throws(() => parseNftJson('{"nftables": ['), SyntaxError)
    assert.equal(parseNftJson('[]').rules.size, 0)
    assert.equal(parseNftJson('{"nftables":[{"rule":null},{"rule":{"expr":7}}]}').rules.size, 1)
  })
})

describe('rules of the older tools', () => {
  it('reads iptables-save', () => {
    const chains = parseIptablesSave('iptables', fixture('iptables-legacy-save-1.8.9.txt'))
    const input = chains.find((chain) => chain.table === 'filter' && chain.chain === 'INPUT')
    assert.deepEqual([input?.policy, input?.hook, input?.priority], ['drop', 'input', 0])
    assert.deepEqual(
      input?.rules.map(({ handle, verdict, packets }) => [handle, verdict, packets]),
      [
        [1, 'drop', 0],
        [2, 'jump FOO', 0],
      ],
    )
    const own = chains.find((chain) => chain.chain === 'FOO')
    assert.deepEqual([own?.policy, own?.hook], [undefined, ''])
    assert.equal(own?.rules[0]?.verdict, 'reject')
    const mangle = chains.find((chain) => chain.table === 'mangle' && chain.hook === 'prerouting')
    assert.equal(mangle?.priority, -150)
  })

  it('knows targets that are no verdict, and where nat is hooked', () => {
    const text =
      '*nat\n:PREROUTING ACCEPT [1:2]\n:POSTROUTING ACCEPT [3:4]\n[5:6] -A PREROUTING -j LOG --log-prefix "-j DROP"\n[7:8] -A POSTROUTING -g OTHER\nCOMMIT\n'
    const [pre, post] = parseIptablesSave('ip6tables', text)
    assert.deepEqual([pre?.priority, post?.priority, pre?.family], [-100, 100, 'ip6'])
    assert.equal(pre?.rules[0]?.verdict, '')
    assert.equal(post?.rules[0]?.verdict, 'goto OTHER')
    assert.deepEqual([post.policyPackets, post.rules[0].packets], [3, 7])
  })

  it('takes arptables-save, which has no counters, and leaves garbage out', () => {
    const [input] = parseIptablesSave(
      'arptables',
      '*filter\n:INPUT ACCEPT\n-A INPUT -j DROP\nxyz\n',
    )
    assert.deepEqual(
      [input?.family, input?.rules[0]?.verdict, input?.rules[0]?.packets],
      ['arp', 'drop', undefined],
    )
    assert.deepEqual(parseIptablesSave('iptables', '-A INPUT -j DROP\n:\n*\n'), [])
  })

  it('reads a listing of ebtables', () => {
    const text =
      'Bridge table: filter\n\nBridge chain: FORWARD, entries: 1, policy: DROP\n-p ARP -j ACCEPT , pcnt = 4 -- bcnt = 112\n'
    const [chain] = parseEbtablesList('filter', text)
    assert.deepEqual([chain?.policy, chain?.hook, chain?.priority], ['drop', 'forward', -200])
    assert.deepEqual(chain?.rules, [
      { handle: 1, text: '-p ARP -j ACCEPT', verdict: 'accept', packets: 4, bytes: 112 },
    ])
  })

  it('knows a facility that is built into the kernel', () => {
    const text = 'kernel/net/netfilter/nf_tables.ko\nkernel/net/x-tables.ko\n'
    assert.equal(isBuiltIn(text, 'nf_tables'), true)
    assert.equal(isBuiltIn(text, 'x_tables'), true)
    assert.equal(isBuiltIn(text, 'tables'), false)
  })
})
