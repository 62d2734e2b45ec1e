import assert from 'node:assert/strict'
import type { FirewallRule } from '../../../analyze/firewall/firewall.js'
import { Firewall } from '../../../analyze/firewall/firewall.js'
import { candidatesOn } from '../../../analyze/firewall/rule-walk.js'
import type { Row } from '../../../session/tables.js'
import { nftVerdict } from '../../../session/nft-verdict.js'

interface ChainLiteral {
  readonly hook?: string
  readonly priority?: number
  readonly policy?: string
  readonly rules: readonly string[]
}

/** Texts of the rules; 'yes', 'no' and 'maybe' in them say whether they fit. */
function candidates(chains: Readonly<Record<string, ChainLiteral>>): string[] {
  const rows = Object.entries(chains).flatMap(
    ([chain, { hook = '', priority = 0, policy, rules }]) => {
      const row = (position: number, text: string, verdict: string): Row<'firewall_rule'> => ({
        netns: 1,
        tool: 'nft',
        family: 'inet',
        table_name: 't',
        chain,
        hook,
        device: '',
        priority,
        position,
        handle: position + 1,
        text,
        verdict,
        packets: null,
        bytes: null,
        phase: 'start',
      })
      return [
        ...(policy === undefined ? [] : [row(-1, `policy ${policy}`, policy)]),
        ...rules.map((text, position) => row(position, text, nftVerdict(text))),
      ]
    },
  )
  const firewall = new Firewall(rows)
  const fit = ({ text }: FirewallRule) =>
    text.includes('no') ? 'no' : text.includes('maybe') ? 'maybe' : 'yes'
  return candidatesOn(firewall, firewall.baseChainsAt(1, 'input'), fit).map(
    ({ rule, isSure }) => `${rule.chain}: ${rule.text}${isSure ? '' : '?'}`,
  )
}

const input = (...rules: string[]): ChainLiteral => ({ hook: 'input', policy: 'accept', rules })

describe('the way of a packet through a rule set', () => {
  it('ends at the first rule that surely drops', () => {
    assert.deepEqual(candidates({ c: input('no drop', 'maybe drop', 'yes drop', 'drop') }), [
      'c: maybe drop?',
      'c: yes drop',
    ])
  })

  it('does not come to a chain to which no rule that fits leads', () => {
    const chains = { bad: { rules: ['drop'] }, c: input('no jump bad', 'yes drop') }
    assert.deepEqual(candidates(chains), ['c: yes drop'])
  })

  it('comes back from a chain, but not from one it went to', () => {
    const bad = { rules: ['yes return', 'drop'] }
    assert.deepEqual(candidates({ bad, c: input('jump bad', 'yes drop') }), ['c: yes drop'])
    assert.deepEqual(candidates({ bad, c: input('goto bad', 'yes drop') }), [])
  })

  it('goes on in the next base chain after one that accepts', () => {
    const late = { ...input('yes drop'), priority: 10 }
    assert.deepEqual(candidates({ late, c: input('yes accept', 'drop') }), ['late: yes drop'])
  })

  it('takes the policy where no rule surely decided before', () => {
    const strict = { ...input('maybe accept', 'no drop'), policy: 'drop' }
    assert.deepEqual(candidates({ c: strict }), ['c: policy drop'])
    assert.deepEqual(candidates({ c: { ...strict, rules: ['yes accept'] } }), [])
    const late = { ...input('drop'), priority: 10 }
    assert.deepEqual(candidates({ c: strict, late }), ['c: policy drop', 'late: drop'])
    assert.deepEqual(candidates({ c: { ...strict, rules: [] }, late }), ['c: policy drop'])
  })

  it('does not end at a rule that holds for a part of the packets', () => {
    const rules = input('limit rate over 5/second drop', 'limit rate 5/second accept', 'yes drop')
    assert.deepEqual(candidates({ c: rules }), ['c: limit rate over 5/second drop', 'c: yes drop'])
  })

  it('takes the elements of a verdict map for rules of their own', () => {
    const map = 'dport vmap { no : drop, yes : jump bad, * : drop }'
    assert.deepEqual(candidates({ bad: { rules: ['drop'] }, c: input(map) }), ['bad: drop'])
    assert.deepEqual(candidates({ c: input('dport vmap { no : accept, * : drop }') }), [
      'c: dport vmap { no : accept, * : drop }',
    ])
  })

  it('takes a map whose elements it does not know for one that may drop, or lead anywhere', () => {
    const chains = { hidden: { rules: ['drop'] }, c: input('dport vmap @m', 'no jump named') }
    const named = { rules: ['drop'] }
    assert.deepEqual(candidates({ ...chains, named }), ['c: dport vmap @m?', 'hidden: drop?'])
  })

  it('reads a map by what it held', () => {
    const map = 'dport vmap @m # @m = { no : accept, yes : jump bad }'
    assert.deepEqual(candidates({ bad: { rules: ['drop'] }, c: input(map) }), ['bad: drop'])
  })

  it('reads chains without a name', () => {
    const text = 'yes jump { no drop; counter packets 3 bytes 9; yes drop }'
    assert.deepEqual(candidates({ c: input(text, 'drop') }), [`c: ${text}`])
    assert.deepEqual(candidates({ c: input('yes goto { no drop }', 'drop') }), [])
  })

  it('does not follow a loop for ever', () => {
    assert.deepEqual(candidates({ a: { rules: ['jump a', 'drop'] }, c: input('jump a') }), [
      'a: drop',
    ])
  })
})
