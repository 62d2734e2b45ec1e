import type { FirewallChain, FirewallRule } from './firewall-chain.js'

/** What `nft -j list ruleset` tells more exactly than the text: verdicts, named counters, priorities as numbers. */
export interface NftDetails {
  readonly rules: ReadonlyMap<string, NftRuleDetails>
  readonly priorities: ReadonlyMap<string, number>
  /** Tables with rules of iptables-nft that nft shows only in part: 'FAMILY TABLE'. */
  readonly xtTables: ReadonlySet<string>
}

export interface NftRuleDetails {
  readonly verdict: string
  readonly packets: number | undefined
  readonly bytes: number | undefined
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const numberOr = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined

/** Names are joined by NUL, which none can contain. */
const ruleKey = (family: unknown, table: unknown, chain: unknown, handle: unknown): string =>
  [family, table, chain, handle].map(String).join('\0')

/** Throws SyntaxError on damaged JSON. */
export function parseNftJson(text: string): NftDetails {
  const document: unknown = JSON.parse(text)
  const list = isObject(document) && Array.isArray(document['nftables']) ? document['nftables'] : []
  const objects = list.filter(isObject)
  const counters = new Map<string, Json>()
  const priorities = new Map<string, number>()
  for (const object of objects) {
    const { counter, chain } = object
    if (isObject(counter)) {
      counters.set(ruleKey(counter['family'], counter['table'], counter['name'], ''), counter)
    }
    const priority = isObject(chain) ? numberOr(chain['prio']) : undefined
    if (isObject(chain) && priority !== undefined) {
      priorities.set(ruleKey(chain['family'], chain['table'], chain['name'], ''), priority)
    }
  }
  const rules = new Map<string, NftRuleDetails>()
  const xtTables = new Set<string>()
  for (const { rule } of objects) {
    if (!isObject(rule)) continue
    const { family, table, chain, handle, expr } = rule
    const statements = Array.isArray(expr) ? expr.filter(isObject) : []
    if (statements.some((statement) => 'xt' in statement)) {
      xtTables.add(`${String(family)} ${String(table)}`)
    }
    const counter = statements.find((statement) => 'counter' in statement)?.['counter']
    const values = isObject(counter) ? counter : counters.get(ruleKey(family, table, counter, ''))
    rules.set(ruleKey(family, table, chain, handle), {
      verdict: verdictOf(statements),
      packets: numberOr(values?.['packets']),
      bytes: numberOr(values?.['bytes']),
    })
  }
  return { rules, priorities, xtTables }
}

const plainVerdicts = ['drop', 'reject', 'accept', 'queue', 'return'] as const

function verdictOf(statements: readonly Json[]): string {
  for (const statement of statements) {
    const plain = plainVerdicts.find((verdict) => verdict in statement)
    if (plain !== undefined) return plain
    for (const word of ['jump', 'goto'] as const) {
      const target = statement[word]
      if (isObject(target)) return `${word} ${String(target['target'])}`
    }
    const { xt } = statement
    if (isObject(xt) && xt['type'] === 'target' && xt['name'] === 'REJECT') return 'reject'
    if (isObject(xt) && xt['type'] === 'target' && xt['name'] === 'NFQUEUE') return 'queue'
  }
  return ''
}

/** The chains of the text with what JSON knows better. */
export function refineChains(
  chains: readonly FirewallChain[],
  details: NftDetails,
): readonly FirewallChain[] {
  return chains.map((chain) => {
    const key = (last: unknown): string => ruleKey(chain.family, chain.table, chain.chain, last)
    const rules = chain.rules.map((rule): FirewallRule => {
      const better = details.rules.get(key(rule.handle))
      return better === undefined ? rule : { ...rule, ...better }
    })
    return { ...chain, priority: details.priorities.get(key('')) ?? chain.priority, rules }
  })
}
