/** Which rule dropped a packet that a netfilter hook refused? Counters decide, or the rules read on its headers. */
import type { Context } from '../cause.js'
import type { Firewall, FirewallRule } from './firewall.js'
import type { DropGroup } from '../artifacts/group.js'
import { hookOf, type Hook } from '../kernel/netfilter-hooks.js'
import { incomingInterface, isIpv6, isLocallySent } from '../packets/packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'
import { limitOf, matchesApartFromLimit } from './rule-limit.js'
import type { Circumstances } from './rule-fields.js'
import { candidatesOn, type Candidate } from './rule-walk.js'

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
  const way = { firewall, group, hook, device, around: circumstances(hook, group, names) }
  const walked = candidatesOnWay(way)
  const dropping = walked.length > 0 ? walked : allThatDrop(way)
  const rules = dropping.filter(({ rule }) => rule.position >= 0).map(({ rule }) => rule)
  const sures = new Set(dropping.filter(({ isSure }) => isSure).map(({ rule }) => rule))
  const counted = rules.filter((r) => (r.matched ?? 0) > 0)
  const fitting = counted.filter((r) => sures.has(r))
  // the first rule that surely fits ends the way of the packet; of those that may, the counts decide if they can
  const [sure] =
    fitting.length > 0 ? untilFirstSure(fitting, group, groups) : byCount(counted, group)
  if (sure !== undefined)
    return { hook, candidates: [sure, ...rules.filter((r) => r !== sure)], by: 'counter' }
  if (counted.length > 0) return { hook, candidates: counted, by: 'counters' }
  // a rule whose counter did not move did not do it
  const left = dropping.filter(({ rule }) => rule.matched !== 0).map(({ rule }) => rule)
  const uncounted = left.filter((r) => r.position >= 0)
  const [match] = uncounted.filter((r) => sures.has(r))
  if (match !== undefined)
    return { hook, candidates: [match], by: left.length === 1 ? 'only' : 'match' }
  return { hook, candidates: left, by: left.length === 1 ? 'only' : 'none' }
}

interface Way {
  readonly firewall: Firewall
  readonly group: DropGroup
  readonly hook: Hook
  readonly device: string
  readonly around: Circumstances
}

function candidatesOnWay({ firewall, group, hook, device, around }: Way): readonly Candidate[] {
  const chains = firewall.baseChainsAt(group.netns, hook, device)
  const ofFamily = chains.filter(({ rules: [first], policy }) => {
    const any = first ?? policy
    return any !== undefined && isForFamily(any, group)
  })
  return candidatesOn(firewall, ofFamily, (rule) => {
    // its counter knows better
    const statesByHeaders = (rule.matched ?? 0) === 0
    return matchesApartFromLimit(rule, group, { ...around, statesByHeaders })
  })
}

/** The way did not lead to anything that drops: something in it was misread. */
const allThatDrop = ({ firewall, group, hook, device }: Way): readonly Candidate[] =>
  firewall
    .at(group.netns, hook, device)
    .filter((r) => drops(r) && isForFamily(r, group))
    .filter((r) => r.position < 0 || matchesApartFromLimit(r, group) !== 'no')
    .map((rule) => ({ rule, isSure: false }))

/** At the hooks of a device, and on the way out, the device of the drop is the one in question. */
function circumstances(hook: Hook, group: DropGroup, names: Rules['names']): Circumstances {
  const name = (ifindex: number) =>
    ifindex === 0 ? undefined : names.interface(group.netns, ifindex, group.fromNs)
  const isOut = hook === 'output' || hook === 'postrouting' || hook === 'egress'
  if (isOut)
    return {
      incoming: isLocallySent(group) ? '' : undefined,
      outgoing: name(group.ifindex),
      statesByHeaders: true,
    }
  const isIn = hook === 'input' || hook === 'prerouting' || hook === 'ingress'
  return {
    incoming: name(incomingInterface(group)),
    outgoing: isIn ? '' : undefined,
    statesByHeaders: true,
  }
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
  if (rule.family === 'bridge' || rule.family === 'arp') return true
  if (rule.tool === 'iptables') return !isIpv6(group)
  if (rule.tool === 'ip6tables') return isIpv6(group)
  if (rule.family === 'ip') return !isIpv6(group)
  return rule.family !== 'ip6' || isIpv6(group)
}

/** What the rules that may have done it have in common; where they differ it is none of these. */
const areAll = (verdict: Verdict, is: (rule: FirewallRule) => boolean): boolean => {
  const [first, ...others] = verdict.candidates
  if (first === undefined || !is(first)) return false
  return isOneRule(verdict) || others.every(is)
}

export const isOneRule = ({ by }: Verdict): boolean => by !== 'none' && by !== 'counters'

const isPolicyRule = (rule: FirewallRule): boolean => rule.position < 0
const rejects = (rule: FirewallRule): boolean => rule.verdict.startsWith('reject')
const asksForInvalid = (rule: FirewallRule): boolean =>
  /ct state [^;]*invalid|ctstate [A-Z,]*INVALID/.test(rule.text)
/** nft `ct count over 3`, iptables `-m connlimit`. */
export const countsConnections = (rule: FirewallRule): boolean =>
  /\bct count over \d|-m connlimit/.test(rule.text)

export const isPolicy = (verdict: Verdict): boolean => areAll(verdict, isPolicyRule)
export const isReject = (verdict: Verdict): boolean => areAll(verdict, rejects)
export const wantsInvalid = (verdict: Verdict): boolean => areAll(verdict, asksForInvalid)
export const limitsConnections = (verdict: Verdict): boolean => areAll(verdict, countsConnections)

/** Rules that would make several causes of it. */
export const differ = (verdict: Verdict): boolean =>
  !isOneRule(verdict) &&
  [isPolicyRule, rejects, asksForInvalid, countsConnections].some(
    (is) => verdict.candidates.some(is) && !verdict.candidates.every(is),
  )
