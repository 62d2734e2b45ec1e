/** At which hook did the firewall drop it, and by which rule? Shared by all causes of NETFILTER_DROP. */
import { defineCause, type Case, type Cause, type Context } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import type { Evidence } from '../finding.js'
import { ruleLabel, type FirewallRule } from './firewall.js'
import { remedyFor } from './firewall-remedy.js'
import { differ, isFirewallDrop, isOneRule, verdictOn, type Verdict } from './firewall-verdict.js'
import { hookCounters } from './hook-counters.js'
import { quote } from '../attribution/query.js'
import { acceptedUpToLimit, limitOf, limitWords } from './rule-limit.js'
import { sameText } from './rule-text.js'
import { isBlind } from '../attribution/source-blindness.js'

interface FirewallCause {
  readonly name: string
  readonly what: string
  readonly precedence?: number
  /** Is this verdict one of this cause? */
  readonly is: (verdict: Verdict) => boolean
}

export function firewallCause({ name, what, precedence, is }: FirewallCause): Cause {
  return defineCause({
    name,
    kind: 'problem',
    what,
    precedence: precedence ?? 0,
    uses: ['firewall', 'host'],
    claim(group, context) {
      if (!isFirewallDrop(group)) return undefined
      const verdict = verdictOn(group, context)
      if (!is(verdict)) return undefined
      const [rule] = verdict.candidates
      const subject =
        verdict.by === 'none'
          ? (verdict.hook ?? '')
          : verdict.by === 'counters'
            ? verdict.candidates.map(ruleLabel).join(' or ')
            : rule === undefined
              ? ''
              : ruleLabel(rule)
      if (isBlind(group) && (group.netns === null || verdict.by === 'none'))
        return {
          confidence: 'possible',
          why: 'the firewall dropped them; by which rule is not known',
          subject,
        }
      return { confidence: differ(verdict) ? 'likely' : 'certain', why: whyOf(verdict), subject }
    },
    moves: hookCounters,
    explain: (found, context) => explainFirewall(found, context),
  })
}

function whyOf(verdict: Verdict): string {
  const hook =
    verdict.hook === undefined
      ? 'a netfilter hook dropped it'
      : `the kernel stack shows the ${verdict.hook} hook`
  switch (verdict.by) {
    case 'counter':
      return `${hook}; the rule's own counter rose`
    case 'counters':
      return `${hook}; the counters of several rules rose that may fit: which one it was is not known`
    case 'only':
      return `${hook}; nothing else there drops such packets`
    case 'match':
      return `${hook}; the rule fits the packet headers (it has no counter)`
    case 'none':
      return `${hook}; which rule is not known`
  }
}

function explainFirewall(found: Case, context: Context<never, 'firewall' | 'host'>) {
  const { firewall, host } = context
  const [group] = found.groups
  const verdict: Verdict =
    group === undefined
      ? { hook: undefined, candidates: [], by: 'none' }
      : verdictOn(group, context)
  const [rule] = verdict.candidates
  const known = isOneRule(verdict) && rule !== undefined
  const several = verdict.by === 'counters'
  const where = verdict.hook === undefined ? 'a netfilter hook' : `the ${verdict.hook} hook`
  const name = known
    ? rule.position < 0
      ? `the policy of chain ${rule.chain}`
      : `a rule in chain ${rule.chain}`
    : several
      ? `one of ${verdict.candidates.length} rules`
      : 'the firewall'
  const limit = known ? limitOf(rule) : undefined
  const over = limit === undefined ? '' : `, ${limitWords(limit)}`
  const limited =
    group === undefined
      ? []
      : acceptedUpToLimit(firewall?.at(found.netns, verdict.hook ?? '') ?? [], rule, group)
  return {
    title: `${plural(found.drops, 'packet')} dropped by ${name} at ${where}${over}`,
    evidence: [
      ...(known
        ? ruleEvidence(rule, verdict)
        : verdict.candidates.slice(0, 10).flatMap((r) => ruleEvidence(r, verdict))),
      ...limited.slice(0, 3).map((r) => ({
        label: 'a rule accepts such packets up to a limit: these were over it',
        value: ruleLabel(r),
        query: ruleQuery(r),
      })),
    ],
    against:
      firewall === undefined
        ? [
            {
              label: 'firewall rules',
              value: 'were not recorded: the rule cannot be named',
              query: "SELECT * FROM source_health WHERE source = 'firewall'",
            },
          ]
        : [],
    remedy: [remedyFor(known ? rule : undefined, where, host?.netnsName(found.netns) ?? '')],
  }
}

const sameRule = (rule: FirewallRule): string =>
  `netns = ${rule.netns} AND tool = ${quote(rule.tool)} AND family = ${quote(rule.family)} AND table_name = ${quote(rule.table_name)} AND chain = ${quote(rule.chain)} AND handle = ${rule.handle} AND ${sameText(rule.text)}`

const ruleQuery = (rule: FirewallRule): string =>
  `SELECT phase, text, verdict, packets FROM firewall_rule WHERE ${sameRule(rule)}`

/** A rule that was not there at the start began at zero. */
const matchedQuery = (rule: FirewallRule): string =>
  `SELECT max(packets) - coalesce(min(CASE phase WHEN 'start' THEN packets END), 0) FROM firewall_rule WHERE ${sameRule(rule)}`

function ruleEvidence(rule: FirewallRule, verdict: Verdict): Evidence[] {
  const how =
    verdict.by === 'counter'
      ? 'rule whose counter rose'
      : verdict.by === 'counters'
        ? 'may have dropped it: its counter rose'
        : verdict.by === 'match'
          ? 'rule that fits the headers'
          : verdict.by === 'only'
            ? 'the only one that drops there'
            : 'may have dropped it'
  const rows: Evidence[] = [{ label: how, value: ruleLabel(rule), query: ruleQuery(rule) }]
  if (rule.matched !== undefined)
    rows.push({
      label: 'packets it matched while recording',
      value: rule.matched,
      query: matchedQuery(rule),
    })
  return rows
}
