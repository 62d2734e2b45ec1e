import assert from 'node:assert/strict'
import {
  listArguments,
  parseSets,
  setNames,
  setsInUse,
  withElements,
} from '../../../../capture/host/firewall/nft-sets.js'
import { parseNftText } from '../../../../capture/host/firewall/nft-text.js'

const ruleset = [
  'table inet t { # handle 1',
  '\tset bad { # handle 2',
  '\t\ttype ipv4_addr',
  '\t}',
  '\tset unused { # handle 3',
  '\t\ttype ipv4_addr',
  '\t}',
  '\tmap m { # handle 4',
  '\t\ttype inet_service : verdict',
  '\t}',
  '\tchain c { # handle 5',
  '\t\tip saddr @bad drop # handle 6',
  '\t\tudp dport vmap @m # handle 7',
  '\t\tadd @unused { ip saddr limit rate 5/second } log prefix "@unused" # handle 8',
  '\t}',
  '}',
].join('\n')

describe('named sets of nftables', () => {
  const chains = parseNftText(ruleset)

  it('are those that rules ask for', () => {
    assert.deepEqual(setNames('ip saddr @a udp dport != @b ip daddr @a drop'), ['a', 'b'])
    assert.deepEqual(setNames('ip saddr @bad-hosts.v4 drop'), ['bad-hosts.v4'])
    const sets = setsInUse(ruleset, chains)
    assert.deepEqual(
      sets.map((set) => listArguments(set).join(' ')),
      ['list set inet t bad', 'list map inet t m'],
    )
  })

  it('stand behind the rules, without what changes by itself', () => {
    const elements = parseSets(
      [
        'table inet t {',
        '\tset bad {',
        '\t\ttype ipv4_addr',
        '\t\tflags interval,timeout',
        '\t\telements = { 192.0.2.1 timeout 1h expires 59m32s,',
        '\t\t\t     10.0.0.0/8 comment "all of it" }',
        '\t}',
        '}',
        'table inet t {',
        '\tmap m {',
        '\t\ttype inet_service : verdict',
        '\t\telements = { 53 counter packets 3 bytes 9 : drop }',
        '\t}',
        '}',
        'table inet t {',
        '\tset empty {',
        '\t\ttype ipv4_addr',
        '\t}',
        '}',
      ].join('\n'),
    )
    const [chain] = withElements(chains, elements)
    assert.deepEqual(
      chain?.rules.map(({ text }) => text),
      [
        'ip saddr @bad drop # @bad = { 192.0.2.1, 10.0.0.0/8 }',
        'udp dport vmap @m # @m = { 53 : drop }',
        'add @unused { ip saddr limit rate 5/second } log prefix "@unused"',
      ],
    )
    assert.equal(elements.get('inet\0t\0empty'), '{  }')
  })
})
