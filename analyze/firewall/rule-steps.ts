/** Rules of nftables whose verdict depends on the packet, as plain rules: verdict maps and chains without a name. */
import { oncePer } from '../once-per.js'
import { nftVerdict } from '../../session/nft-verdict.js'
import type { FirewallRule } from './firewall.js'
import { withElements } from './rule-text.js'

export interface RuleStep {
  /** The rule as it was configured. */
  readonly rule: FirewallRule
  /** It, or the part of it that leads to one verdict. */
  readonly part: FirewallRule
  /** The rules of a chain without a name, where the part leads to one. */
  readonly body?: readonly RuleStep[]
  /** The elements of its map are not recorded: it may lead to any verdict, and to chains that nothing else names. */
  readonly isUnreadMap?: true
}

/** In the order in which they are tried. */
export const stepsOf = oncePer((rule: FirewallRule) => readSteps(rule, rule))

function readSteps(rule: FirewallRule, part: FirewallRule): readonly RuleStep[] {
  const text = withElements(part.text)
  const [, before, word, body] = /^(.*?)\b(jump|goto) \{ (.*) \}$/.exec(text) ?? []
  if (before !== undefined && word !== undefined && body !== undefined) {
    // Counters in the text are those of single rules inside.
    const test = { ...part, text: before.trim(), verdict: `${word} {`, matched: undefined }
    return [{ rule, part: test, body: bodySteps(rule, body) }]
  }
  const [, key, map] = /^(.*) vmap (\{[^}]*\}|@\S+)/.exec(text) ?? []
  if (key === undefined || map === undefined) return [{ rule, part }]
  if (map.startsWith('@')) return [{ rule, part: { ...part, verdict: 'drop' }, isUnreadMap: true }]
  return mapElements(map).map(({ value, verdict }) => ({
    rule,
    part: { ...part, text: value === '*' ? key : `${key} ${value}`, verdict, matched: undefined },
  }))
}

const bodySteps = (rule: FirewallRule, body: string): readonly RuleStep[] =>
  body
    .split('; ')
    .flatMap((text) =>
      readSteps(rule, { ...rule, text, verdict: nftVerdict(text), matched: undefined }),
    )

/** `{ 22 : accept, 9100 : jump bad }`; '*' holds for what no other element does. */
function mapElements(map: string): { readonly value: string; readonly verdict: string }[] {
  const elements = map
    .replace(/^\{\s*|\s*\}$/g, '')
    .split(',')
    .map((element) => {
      const [, value = '', verdict = ''] = /^\s*(.*) : (.*?)\s*$/.exec(element) ?? []
      return { value, verdict }
    })
  const isDefault = ({ value }: { value: string }) => value === '*'
  return [...elements.filter((e) => !isDefault(e)), ...elements.filter(isDefault)]
}
