import assert from 'node:assert/strict'
import type { FirewallRule } from '../../../analyze/firewall/firewall.js'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import {
  limitOf,
  limitWords,
  matchesApartFromLimit,
  type RuleLimit,
} from '../../../analyze/firewall/rule-limit.js'

const texts: readonly (readonly [text: string, limit: string, side: RuleLimit['side']])[] = [
  ['udp dport 9 limit rate over 10/second drop', 'limit rate over 10/second', 'above'],
  [
    'udp dport 9 limit rate over 10/minute burst 7 packets counter drop',
    'limit rate over 10/minute burst 7 packets',
    'above',
  ],
  ['limit rate 5 mbytes/second accept', 'limit rate 5 mbytes/second', 'below'],
  [
    'update @s { ip saddr limit rate over 10/second } drop',
    'update @s { ip saddr limit rate over 10/second }',
    'above',
  ],
  ['quota over 10 mbytes used 17 bytes drop', 'quota over 10 mbytes used 17 bytes', 'above'],
  ['numgen random mod 10 < 3 drop', 'numgen random mod 10 < 3', 'share'],
  [
    '-A INPUT -p udp -m udp --dport 9 -m limit --limit 5/min --limit-burst 2 -j ACCEPT',
    '-m limit --limit 5/min --limit-burst 2',
    'below',
  ],
  [
    '-A INPUT -m hashlimit --hashlimit-above 5/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a -j DROP',
    '-m hashlimit --hashlimit-above 5/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a',
    'above',
  ],
  [
    '-A INPUT -m hashlimit --hashlimit-upto 5/min --hashlimit-name a -j ACCEPT',
    '-m hashlimit --hashlimit-upto 5/min --hashlimit-name a',
    'below',
  ],
  [
    '-A INPUT -m statistic --mode random --probability 0.25000000000 -j DROP',
    '-m statistic --mode random --probability 0.25000000000',
    'share',
  ],
]

const group = {
  flow: { family: 4, proto: 17, src: '192.0.2.1', sport: 1, dst: '192.0.2.2', dport: 9 },
} as DropGroup

describe('the limit of a rule', () => {
  for (const [text, limit, side] of texts)
    it(`${side}: ${text}`, () => assert.deepEqual(limitOf({ text }), { text: limit, side }))

  it('is none in rules that name no part', () => {
    for (const text of ['udp dport 9 drop', 'ct count over 3 drop', 'comment "limit rate" drop'])
      assert.equal(limitOf({ text }), undefined, text)
  })

  it('is said without what a quota has counted', () => {
    const words = (text: string): string => limitWords(limitOf({ text }) ?? assert.fail(text))
    assert.equal(
      words('quota over 3000 bytes used 3000 bytes drop'),
      'over its limit (quota over 3000 bytes)',
    )
    assert.equal(words('quota 1 mbytes used 3 kbytes accept'), 'within its limit (quota 1 mbytes)')
    assert.match(words('numgen random mod 10 < 3 drop'), /^a share of what fits it \(numgen/)
  })

  it('does not hide whether the rest fits', () => {
    const fit = (text: string) => matchesApartFromLimit({ text } as FirewallRule, group)
    assert.equal(fit('udp dport 9 limit rate over 10/second drop'), 'yes')
    assert.equal(fit('udp dport 8 limit rate over 10/second drop'), 'no')
    assert.equal(fit('meta mark 7 limit rate over 10/second drop'), 'maybe')
    assert.equal(fit('-A INPUT -p udp -m limit --limit 5/min -j DROP'), 'yes')
    assert.equal(fit('-A INPUT -p tcp -m limit --limit 5/min -j DROP'), 'no')
  })
})
