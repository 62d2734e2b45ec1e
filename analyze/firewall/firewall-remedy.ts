/** What to do about a rule or policy that drops wanted packets. */
import { shell } from '../attribution/shell.js'
import type { Remedy } from '../finding.js'
import { ruleLabel, type FirewallRule } from './firewall.js'
import { countsConnections } from './firewall-verdict.js'
import { limitOf } from './rule-limit.js'
import { withoutCounts } from './rule-text.js'

/** `rule` undefined: it is not known which one dropped them at `where`, for example 'the input hook'. */
export function remedyFor(rule: FirewallRule | undefined, where: string, netns: string): Remedy {
  const verify = 'repeat the recording: the finding is gone, or the rule counter stands still'
  if (rule === undefined) {
    return {
      what: `See which rule at ${where} drops these packets.`,
      command: 'nft monitor trace   # after: nft add rule … meta nftrace set 1',
      verify,
      undo: '',
    }
  }
  const inNetns = netns === '' || netns === 'host' ? '' : ` (namespace ${netns})`
  if (rule.position < 0) {
    return {
      what: `If these packets are wanted, add an accept rule for them: chain ${rule.chain} of table ${rule.table_name} drops whatever no rule accepts${inNetns}.`,
      command:
        rule.tool === 'nft'
          ? shell`nft insert rule ${rule.family} ${rule.table_name} ${rule.chain} … accept`
          : shell`${rule.tool} -I ${rule.chain} … -j ACCEPT`,
      verify,
      undo:
        rule.tool === 'nft'
          ? shell`nft -a list chain ${rule.family} ${rule.table_name} ${rule.chain}; nft delete rule … handle N`
          : shell`${rule.tool} -D ${rule.chain} 1`,
    }
  }
  const isTooLow = isForWhatIsAbove(rule)
  const change = isTooLow ? 'raise the limit of the rule' : 'remove or narrow the rule'
  return {
    what: `If these packets are wanted, ${change}${inNetns}: ${ruleLabel(rule)}`,
    command: isTooLow ? raise(rule) : remove(rule),
    verify,
    undo: isTooLow ? replace(rule, textOf(rule)) : restore(rule),
  }
}

/** A limit of packets, bytes or connections above which a rule holds; what stands before its number, as a group. */
const upperLimit =
  /(\b(?:rate|quota|ct count) over |--(?:hashlimit|connlimit)-above |! --quota )\d+(?:\.\d+)?/

const isForWhatIsAbove = (rule: FirewallRule): boolean =>
  (limitOf(rule)?.side === 'above' || countsConnections(rule)) && upperLimit.test(rule.text)

/** As nft takes it. */
const textOf = ({ text }: FirewallRule): string =>
  withoutCounts(text.replace(/\s*# handle \d+$/, ''))

const remove = ({ tool, family, table_name: table, chain, handle }: FirewallRule): string =>
  tool === 'nft'
    ? shell`nft delete rule ${family} ${table} ${chain} handle ${handle}`
    : shell`${tool} -t ${table} -D ${chain} ${handle}`

const restore = (rule: FirewallRule): string =>
  rule.tool === 'nft'
    ? shell`nft add rule ${rule.family} ${rule.table_name} ${rule.chain} ${textOf(rule)}`
    : savedRules(rule)

/** iptables takes a rule as words, which quotes in its text would have to be undone for. */
const replace = (rule: FirewallRule, text: string): string =>
  rule.tool === 'nft'
    ? shell`nft replace rule ${rule.family} ${rule.table_name} ${rule.chain} handle ${rule.handle} ${text}`
    : savedRules(rule)

/** With a gap where the number is. */
function raise(rule: FirewallRule): string {
  const { tool, table_name: table, chain, handle } = rule
  if (tool === 'nft') return replace(rule, textOf(rule).replace(upperLimit, '$1…'))
  const option = upperLimit.exec(rule.text)?.[1] ?? ''
  return `${shell`${tool} -t ${table} -R ${chain} ${handle}`} …   # the same rule with ${option}…`
}

const savedRules = ({ tool }: FirewallRule): string => shell`${tool}-restore the saved rule set`
