/**
 * Rules that hold for a part of the packets that fit them: above a rate (nft `limit rate over`, iptables hashlimit), up to one
 * (`limit rate`, `-m limit`), over a quota, or for a random share. Which packets those are, headers do not tell.
 */
import { oncePer } from '../once-per.js'
import type { FirewallRule } from './firewall.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Circumstances } from './rule-fields.js'
import { matchesPacket, type Match } from './rule-match.js'
import { withoutCounts } from './rule-text.js'

export interface RuleLimit {
  /** As the rule has it. */
  readonly text: string
  /** The rule is for what is above the limit, for what is below it, or for a share by chance or turn. */
  readonly side: 'above' | 'below' | 'share'
}

const nftRate = String.raw`limit rate (?:over )?\d+(?:\.\d+)? ?\w*/\w+(?: burst \d+ \w+)?`

/** In the order in which they are looked for: a set statement holds a limit of its own. */
const patterns: readonly (readonly [RegExp, (found: string) => RuleLimit['side']])[] = [
  [
    new RegExp(
      String.raw`\b(?:meter \S+|add @\S+|update @\S+)(?: size \d+)? \{[^}]*?${nftRate} ?\}`,
    ),
    (found) => (/ over /.test(found) ? 'above' : 'below'),
  ],
  [new RegExp(String.raw`\b${nftRate}`), (found) => (/ over /.test(found) ? 'above' : 'below')],
  [
    /\bquota (?:over )?\d+ \w+(?: used \d+ \w+)?/,
    (found) => (/ over /.test(found) ? 'above' : 'below'),
  ],
  [/\bnumgen (?:random|inc) mod \d+ (?:offset \d+ )?(?:[<>=!]+ )?\d+/, () => 'share'],
  [
    /-m hashlimit(?: --hashlimit-\S+ (?!-)\S+| --hashlimit-\S+)+/,
    (found) => (found.includes('--hashlimit-above') ? 'above' : 'below'),
  ],
  [/-m limit --limit \S+(?: --limit-burst \d+)?/, () => 'below'],
  [/-m quota (?:! )?--quota \d+/, (found) => (found.includes('! ') ? 'above' : 'below')],
  [/-m statistic --mode \w+(?: (?:! )?--(?:probability|every|packet) \S+)+/, () => 'share'],
]

type RuleText = Pick<FirewallRule, 'text'>

/** undefined for a rule that holds for all packets that fit it. A rule is asked about every flow. */
export const limitOf = oncePer(({ text }: RuleText) => readLimit(text))

function readLimit(text: string): RuleLimit | undefined {
  for (const [pattern, sideOf] of patterns) {
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return { text: found.trim(), side: sideOf(found) }
  }
  return undefined
}

/** The same rule without its limit. */
const unlimited = oncePer((rule: FirewallRule): FirewallRule => {
  const { text } = rule
  return { ...rule, text: text.replace(limitOf(rule)?.text ?? '', '') }
})

/** Does the packet fit the rule but for its limit? */
export function matchesApartFromLimit(
  rule: FirewallRule,
  group: DropGroup,
  around?: Circumstances,
): Match {
  return matchesPacket(limitOf(rule) === undefined ? rule : unlimited(rule), group, around)
}

/** In words, for the sentence of a finding: without what a quota has counted, which reads like a part of the limit. */
export function limitWords({ text, side }: RuleLimit): string {
  const limit = withoutCounts(text)
  if (side === 'above') return `over its limit (${limit})`
  return side === 'below' ? `within its limit (${limit})` : `a share of what fits it (${limit})`
}

/**
 * Rules that accept packets like these up to a limit, before the one that drops: what they let through is not here, what was
 * over the limit came to the next rule.
 */
export const acceptedUpToLimit = (
  rules: readonly FirewallRule[],
  dropping: FirewallRule | undefined,
  group: DropGroup,
): readonly FirewallRule[] =>
  rules.filter(
    (rule) =>
      rule.verdict === 'accept' &&
      rule.position >= 0 &&
      limitOf(rule) !== undefined &&
      (dropping === undefined ||
        dropping.position < 0 ||
        dropping.chain !== rule.chain ||
        rule.position < dropping.position) &&
      matchesApartFromLimit(rule, group) !== 'no',
  )
