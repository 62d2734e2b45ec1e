/** At which hook did the firewall drop it, and by which rule? Shared by all causes of NETFILTER_DROP. */
import { defineCause, type Case, type Cause, type Context } from './cause.js'
import { plural } from './evidence.js'
import type { Evidence } from './finding.js'
import type { FirewallRule } from './firewall.js'
import { ruleLabel } from './firewall.js'
import type { DropGroup } from './group.js'
import { hookOf, type Hook } from './kernel/netfilter-hooks.js'
import { localSendCounters } from './local-send.js'
import { remedyFor } from './firewall-remedy.js'
import { acceptedUpToLimit, limitOf, limitWords, matchesApartFromLimit } from './rule-limit.js'
import { isIpv6, isLocallySent, isTcp } from './packet-facts.js'
import { quote } from './query.js'
import { noReason } from './reason-cause.js'
import { isBlind } from './source-blindness.js'

const sites = ['nft_do_chain', 'nf_hook_slow', 'nf_hook_slow_list', 'ipt_do_table', 'ip6t_do_table']

export const isFirewallDrop = (group: DropGroup): boolean =>
  group.reason === 'NETFILTER_DROP' ||
  (noReason.includes(group.reason) && sites.includes(group.site))

/** What dropped a group, as far as evidence goes. */
export interface Verdict {
  readonly hook: Hook | undefined
  /** Rules that may have done it, the likeliest first. */
  readonly candidates: readonly FirewallRule[]
  /**
   * 'counter' = its counter rose, and no other that fits so well did; 'counters' = those of several rules that may fit;
   * 'only' = no other rule there drops; 'match' = it fits the headers.
   */
  readonly by: 'counter' | 'counters' | 'only' | 'match' | 'none'
}

const drops = (rule: FirewallRule): boolean => /^(drop|reject)/.test(rule.verdict)

/** All causes of the firewall ask about the same groups one after the other. */
const verdicts = new WeakMap<DropGroup, Verdict>()

export function verdictOn(group: DropGroup, context: Rules): Verdict {
  let verdict = verdicts.get(group)
  if (verdict === undefined) {
    verdict = findVerdict(group, context)
    verdicts.set(group, verdict)
  }
  return verdict
}

type Rules = Pick<Context<never, 'firewall'>, 'firewall' | 'names' | 'groups'>

function findVerdict(group: DropGroup, { firewall, names, groups }: Rules): Verdict {
  const hook = hookOf(group)
  if (firewall === undefined || hook === undefined) return { hook, candidates: [], by: 'none' }
  const device = names.interface(group.netns, group.ifindex, group.fromNs)
  const dropping = firewall
    .at(group.netns, hook, device)
    .filter((r) => drops(r) && isForFamily(r, group))
  const fits = (r: FirewallRule) => matchesApartFromLimit(r, group)
  const matching = dropping.filter((r) => r.position < 0 || fits(r) !== 'no')
  const rules = matching.filter((r) => r.position >= 0)
  const counted = rules.filter((r) => (r.matched ?? 0) > 0)
  const fitting = counted.filter((r) => fits(r) === 'yes')
  // the first rule that surely fits ends the way of the packet; of those that may, the counts decide if they can
  const [sure] =
    fitting.length > 0 ? untilFirstSure(fitting, group, groups) : byCount(counted, group)
  if (sure !== undefined)
    return { hook, candidates: [sure, ...rules.filter((r) => r !== sure)], by: 'counter' }
  if (counted.length > 0) return { hook, candidates: counted, by: 'counters' }
  // a rule whose counter did not move did not do it
  const uncounted = rules.filter((r) => r.matched === undefined)
  const policies = matching.filter((r) => r.position < 0)
  const [match] = uncounted.filter((r) => fits(r) === 'yes')
  if (match !== undefined)
    return {
      hook,
      candidates: [match],
      by: uncounted.length === 1 && policies.length === 0 ? 'only' : 'match',
    }
  const left = [...uncounted, ...policies]
  return { hook, candidates: left, by: left.length === 1 ? 'only' : 'none' }
}

/**
 * Rules that fit, up to the first that holds for all packets: those before it let a part pass (limits). Where that leaves
 * several, the one that matched as many as all packets like these that were dropped; none if no number tells.
 */
function untilFirstSure(
  fitting: readonly FirewallRule[],
  group: DropGroup,
  groups: readonly DropGroup[],
): readonly FirewallRule[] {
  const last = fitting.findIndex((r) => limitOf(r) === undefined)
  const possible = last < 0 ? fitting : fitting.slice(0, last + 1)
  const [first] = possible
  if (possible.length <= 1 || first === undefined) return possible
  const alike = groups.filter(
    (g) =>
      g.netns === group.netns &&
      isFirewallDrop(g) &&
      hookOf(g) === hookOf(group) &&
      matchesApartFromLimit(first, g) !== 'no',
  )
  const dropped = alike.reduce((sum, g) => sum + g.drops, 0)
  return possible.filter((r) => r.matched === dropped).slice(0, 1)
}

/** One of several counted rules: the only one there is, or the only one that matched as many packets as were dropped. */
function byCount(counted: readonly FirewallRule[], group: DropGroup): readonly FirewallRule[] {
  if (counted.length <= 1) return counted
  const same = counted.filter((r) => r.matched === group.drops)
  if (same.length === 1) return same
  const enough = counted.filter((r) => (r.matched ?? 0) >= group.drops)
  return enough.length === 1 ? enough : []
}

function isForFamily(rule: FirewallRule, group: DropGroup): boolean {
  if (rule.family === 'bridge') return true
  if (rule.tool === 'iptables') return !isIpv6(group)
  if (rule.tool === 'ip6tables') return isIpv6(group)
  if (rule.family === 'ip') return !isIpv6(group)
  return rule.family !== 'ip6' || isIpv6(group)
}

export const isPolicy = (verdict: Verdict): boolean => (verdict.candidates[0]?.position ?? 0) < 0

export const isReject = (verdict: Verdict): boolean =>
  verdict.candidates[0]?.verdict.startsWith('reject') ?? false

export const wantsInvalid = (verdict: Verdict): boolean =>
  /ct state [^;]*invalid|ctstate [A-Z,]*INVALID/.test(verdict.candidates[0]?.text ?? '')

/** nft `ct count over 3`, iptables `-m connlimit`. */
export const limitsConnections = (verdict: Verdict): boolean =>
  /\bct count over \d|-m connlimit/.test(verdict.candidates[0]?.text ?? '')

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
      return { confidence: 'certain', why: whyOf(verdict), subject }
    },
    moves: discards,
    explain: (found, context) => explainFirewall(found, context),
  })
}

/**
 * Locally sent packets that a hook drops on the way out are discards to IP; at egress the device's queue refuses them, so
 * that UDP counts them as well. Nothing else counts firewall drops.
 */
function discards(group: DropGroup) {
  const hook = hookOf(group)
  if (hook === 'egress')
    return localSendCounters(group).map((name) => ({ netns: group.netns, name }))
  const out = hook === 'output' || hook === 'postrouting'
  if (!out || !isLocallySent(group)) return []
  const ofIp = isIpv6(group) ? 'snmp6:Ip6OutDiscards' : 'snmp:Ip.OutDiscards'
  const counts = isTcp(group) ? localSendCounters(group).includes(ofIp) : true
  return counts ? [{ netns: group.netns, name: ofIp }] : []
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
  const known = verdict.by !== 'none' && verdict.by !== 'counters' && rule !== undefined
  const several = verdict.by === 'counters'
  const hook = verdict.hook ?? 'a netfilter'
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
    title: `${plural(found.drops, 'packet')} dropped by ${name} at ${hook === 'a netfilter' ? hook : `the ${hook}`} hook${over}`,
    evidence: [
      ...(known
        ? ruleEvidence(rule, verdict)
        : (several ? verdict.candidates : (firewall?.at(found.netns, verdict.hook ?? '') ?? []))
            .slice(0, 10)
            .flatMap((r) => ruleEvidence(r, verdict))),
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
    remedy: [remedyFor(known ? rule : undefined, hook, host?.netnsName(found.netns) ?? '')],
  }
}

const sameRule = (rule: FirewallRule): string =>
  `netns = ${rule.netns} AND tool = ${quote(rule.tool)} AND family = ${quote(rule.family)} AND table_name = ${quote(rule.table_name)} AND chain = ${quote(rule.chain)} AND handle = ${rule.handle} AND text = ${quote(rule.text)}`

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
