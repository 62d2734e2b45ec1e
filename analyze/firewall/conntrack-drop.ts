/** Drops of connection tracking and NAT themselves: no rule says drop, and the counters of conntrack rose. */
import type { CounterRef, Context } from '../cause.js'
import { isFirewallDrop, verdictOn } from './firewall-verdict.js'
import type { Firewall, FirewallRule } from './firewall.js'
import type { DropGroup } from '../artifacts/group.js'
import { hookCounters } from './hook-counters.js'

const drop = 'conntrack:drop'
const insertFailed = 'conntrack:insert_failed'

/**
 * nft frees what its rules drop in nft_do_chain since 6.4; what other users of a hook refuse, conntrack and NAT among them,
 * is freed by the caller of the hook, as all was before.
 */
const callerSites = ['nf_hook_slow', 'nf_hook_slow_list', '']

export type ConntrackFate = 'table-full' | 'ports-exhausted' | 'insert-clash'

type Recorded = Pick<Context<'counters', 'firewall'>, 'counters' | 'firewall' | 'names' | 'groups'>

export function conntrackFate(group: DropGroup, context: Recorded): ConntrackFate | undefined {
  const { counters, firewall } = context
  if (!isFirewallDrop(group) || !callerSites.includes(group.site)) return undefined
  if ((counters.delta(group.netns, drop) ?? 0) === 0) return undefined
  const { hook, candidates, by } = verdictOn(group, context)
  if (candidates.length > 0 && by !== 'none') return undefined
  const failed = (counters.delta(group.netns, insertFailed) ?? 0) > 0
  // the entry is made where the packet comes in, and confirmed where it goes out
  if (hook === 'prerouting' || hook === 'output') return 'table-full'
  if (!failed || (hook !== 'postrouting' && hook !== 'input')) return undefined
  return natRules(firewall, group.netns).length > 0 ? 'ports-exhausted' : 'insert-clash'
}

export const natRules = (
  firewall: Firewall | undefined,
  netns: number | null,
): readonly FirewallRule[] =>
  (firewall?.rules ?? []).filter(
    (r) => r.netns === netns && /\b(snat|masquerade|SNAT|MASQUERADE|NETMAP)\b/.test(r.text),
  )

/** What is refused at confirmation is in both counters; what this host sent, IP counts as well. */
export const conntrackCounters = (group: DropGroup, fate: ConntrackFate): CounterRef[] => [
  ...(fate === 'table-full' ? [drop] : [drop, insertFailed]).map((name) => ({
    netns: group.netns,
    name,
  })),
  ...hookCounters(group),
]
