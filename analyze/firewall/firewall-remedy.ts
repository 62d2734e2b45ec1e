/** What to do about a rule or policy that drops wanted packets. */
import { shell } from '../attribution/shell.js'
import type { Remedy } from '../finding.js'
import { ruleLabel, type FirewallRule } from './firewall.js'
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
  const change =
    limitOf(rule) === undefined ? 'remove or narrow the rule' : 'raise the limit of the rule'
  return {
    what: `If these packets are wanted, ${change}${inNetns}: ${ruleLabel(rule)}`,
    command:
      rule.tool === 'nft'
        ? shell`nft delete rule ${rule.family} ${rule.table_name} ${rule.chain} handle ${rule.handle}`
        : shell`${rule.tool} -t ${rule.table_name} -D ${rule.chain} ${rule.handle}`,
    verify,
    undo:
      rule.tool === 'nft'
        ? shell`nft add rule ${rule.family} ${rule.table_name} ${rule.chain} ${withoutCounts(rule.text.replace(/\s*# handle \d+$/, ''))}`
        : shell`${rule.tool}-restore the saved rule set`,
  }
}
