import type { FirewallChain, FirewallRule } from './firewall-chain.js'

const hooks = new Map([
  ['PREROUTING', 'prerouting'],
  ['INPUT', 'input'],
  ['FORWARD', 'forward'],
  ['OUTPUT', 'output'],
  ['POSTROUTING', 'postrouting'],
  ['BROUTING', 'prerouting'],
])

/** NF_BR_PRI_ numbers of the legacy tables. */
const tablePriorities = new Map([
  ['filter', -200],
  ['nat', -300],
])

/**
 * Output of `ebtables-legacy -t TABLE -L --Lc`: `Bridge chain: INPUT, entries: 1, policy: ACCEPT`, then rules that end
 * in `, pcnt = 0 -- bcnt = 0`.
 */
export function parseEbtablesList(table: string, text: string): readonly FirewallChain[] {
  const chains: FirewallChain[] = []
  let rules: FirewallRule[] = []
  for (const line of text.split('\n')) {
    const [, name, policy] =
      /^Bridge chain: (.+), entries: \d+, policy: (\S+)$/.exec(line.trim()) ?? []
    if (name !== undefined && policy !== undefined) {
      rules = []
      const hook = hooks.get(name) ?? ''
      chains.push({
        tool: 'ebtables',
        family: 'bridge',
        table,
        chain: name,
        hook,
        device: '',
        priority: hook === '' ? 0 : (tablePriorities.get(table) ?? 0),
        policy: policy.toLowerCase(),
        policyPackets: undefined,
        policyBytes: undefined,
        rules,
      })
      continue
    }
    const [, rule, packets, bytes] = /^(-.*?)\s*, pcnt = (\d+) -- bcnt = (\d+)$/.exec(line) ?? []
    if (rule === undefined) continue
    rules.push({
      handle: rules.length + 1,
      text: rule,
      verdict: verdictOf(rule),
      packets: Number(packets),
      bytes: Number(bytes),
    })
  }
  return chains
}

function verdictOf(rule: string): string {
  const target = /\s?-j (\S+)/.exec(rule)?.[1]
  if (target === undefined || target === 'CONTINUE') return ''
  if (['DROP', 'ACCEPT', 'RETURN'].includes(target)) return target.toLowerCase()
  return /^(?:mark|snat|dnat|redirect|arpreply)$/.test(target) ? '' : `jump ${target}`
}
