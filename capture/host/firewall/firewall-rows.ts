import type { Row } from '../../../session/tables.js'
import type { Phase } from '../phase.js'
import type { FirewallChain } from './firewall-chain.js'

/** Rows of table firewall_rule: a chain's policy first, then its rules in order. */
export function firewallRows(
  netns: number,
  phase: Phase,
  chains: readonly FirewallChain[],
): readonly Row<'firewall_rule'>[] {
  return chains.flatMap((chain) => {
    const place = {
      netns,
      tool: chain.tool,
      family: chain.family,
      table_name: chain.table,
      chain: chain.chain,
      hook: chain.hook,
      device: chain.device,
      priority: chain.priority,
      phase,
    }
    const rules = chain.rules.map((rule, position) => ({
      ...place,
      position,
      handle: rule.handle,
      text: rule.text,
      verdict: rule.verdict,
      packets: rule.packets ?? null,
      bytes: rule.bytes ?? null,
    }))
    if (chain.policy === undefined) return rules
    const policy = {
      ...place,
      position: -1,
      handle: 0,
      text: `policy ${chain.policy}`,
      verdict: chain.policy,
      packets: chain.policyPackets ?? null,
      bytes: chain.policyBytes ?? null,
    }
    return [policy, ...rules]
  })
}
