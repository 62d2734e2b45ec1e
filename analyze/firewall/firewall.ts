import type { Row } from '../../session/tables.js'
import { withElements, withoutCounts } from './rule-text.js'

/** A firewall rule, or a chain's policy, with what it matched during the recording. */
export interface FirewallRule extends Row<'firewall_rule'> {
  /** Packets its counter gained; undefined if it has no counter. */
  readonly matched: number | undefined
}

/** A chain's rules in their order. */
export interface Chain {
  readonly rules: readonly FirewallRule[]
  /** Base chains have one. */
  readonly policy: FirewallRule | undefined
}

export class Firewall {
  readonly rules: readonly FirewallRule[]
  readonly #at = new Map<string, readonly FirewallRule[]>()
  readonly #chains = new Map<string, FirewallRule[]>()
  /** Asked for each flow that the firewall dropped. */
  readonly #bases = new Map<string, readonly Chain[]>()
  readonly #unnamed = new Map<string, readonly Chain[]>()

  /** `rows`: those of phase 'start' and of phase 'end'. */
  constructor(rows: readonly Row<'firewall_rule'>[]) {
    const first = new Map<string, Row<'firewall_rule'>>()
    const last = new Map<string, Row<'firewall_rule'>>()
    for (const row of rows) {
      const key = identity(row)
      if (!first.has(key)) first.set(key, row)
      last.set(key, row)
    }
    this.rules = [...last].map(([key, row]) => {
      const before = first.get(key)
      // a rule that was not there at the start began with a counter of zero
      const start = before?.phase === 'start' ? (before.packets ?? 0) : 0
      // read once, at the start (cut off, or deleted since): what it matched is not known, which is no zero
      const isReadLater = row.phase !== 'start'
      const isKnown = isReadLater && row.packets !== null
      return { ...row, matched: isKnown ? gained(start, row.packets) : undefined }
    })
    for (const rule of this.rules) {
      const key = chainOf(rule)
      const chain = this.#chains.get(key)
      if (chain === undefined) this.#chains.set(key, [rule])
      else chain.push(rule)
    }
  }

  /** The chains that a packet runs through at a hook, in that order. */
  baseChainsAt(netns: number | null, hook: string, device = ''): readonly Chain[] {
    const key = `${netns} ${hook} ${device}`
    let bases = this.#bases.get(key)
    if (bases === undefined) this.#bases.set(key, (bases = this.#basesAt(netns, hook, device)))
    return bases
  }

  #basesAt(netns: number | null, hook: string, device: string): readonly Chain[] {
    const chains = [...this.#chains.values()].filter(
      ([rule]) =>
        rule !== undefined &&
        rule.netns === netns &&
        isBaseAt(rule, hook) &&
        isOnDevice(rule, device),
    )
    return chains
      .sort(([a], [b]) => (a?.priority ?? 0) - (b?.priority ?? 0))
      .map((rules) => chainFrom(rules))
  }

  /** A chain that a rule leads to, in the rule's own table. */
  chainNamed(of: FirewallRule, name: string): Chain | undefined {
    const rules = this.#chains.get(chainOf(of, name))
    return rules === undefined ? undefined : chainFrom(rules)
  }

  /** Chains of a rule's table to which no rule leads by name. */
  unnamedChains(of: FirewallRule): readonly Chain[] {
    const table = tableOf(of)
    let unnamed = this.#unnamed.get(table)
    if (unnamed === undefined) this.#unnamed.set(table, (unnamed = this.#unnamedIn(of)))
    return unnamed
  }

  #unnamedIn(of: FirewallRule): readonly Chain[] {
    const isBeside = (r: FirewallRule) => tableOf(r) === tableOf(of)
    const named = new Set(
      this.rules.filter(isBeside).flatMap((r) => targetsOf(r).map((t) => chainOf(r, t))),
    )
    return [...this.#chains]
      .filter(([key, [first]]) => !named.has(key) && first?.hook === '' && isBeside(first))
      .map(([, rules]) => chainFrom(rules))
  }

  /**
   * Rules of all chains that a packet at this hook may run through, in the order of their chains.
   * `device`: only chains of that device, where chains are per device; '' = not known.
   */
  at(netns: number | null, hook: string, device = ''): readonly FirewallRule[] {
    const known = this.#at.get(`${netns} ${hook} ${device}`)
    if (known !== undefined) return known
    const found = this.#find(netns, hook, device)
    this.#at.set(`${netns} ${hook} ${device}`, found)
    return found
  }

  #find(netns: number | null, hook: string, device: string): readonly FirewallRule[] {
    const inNetns = this.rules.filter((r) => r.netns === netns)
    const bases = inNetns
      .filter((r) => isBaseAt(r, hook) && isOnDevice(r, device))
      .map((r) => chainOf(r))
    const reached = new Set(bases)
    // follow jump and goto until nothing new is reached
    for (let before = -1; before !== reached.size;) {
      before = reached.size
      for (const rule of inNetns) {
        if (!reached.has(chainOf(rule))) continue
        for (const target of targetsOf(rule)) reached.add(chainOf(rule, target))
      }
    }
    return inNetns.filter((r) => reached.has(chainOf(r))).sort((a, b) => a.priority - b.priority)
  }
}

/** Frames that a bridge passes on, and ARP, have hooks of their own, which go by the same names. */
const isBaseAt = (rule: Row<'firewall_rule'>, hook: string): boolean =>
  ownFamilies.includes(hook)
    ? rule.family === hook && rule.hook !== ''
    : rule.hook === hook && !ownFamilies.includes(rule.family)

const ownFamilies: readonly string[] = ['bridge', 'arp']

const isOnDevice = (rule: Row<'firewall_rule'>, device: string): boolean =>
  rule.device === '' || device === '' || rule.device.split(/[\s,{}"]+/).includes(device)

/** A counter that was reset or whose table was replaced begins at zero again. */
const gained = (start: number, end: number): number => (end >= start ? end - start : end)

const identity = (r: Row<'firewall_rule'>): string =>
  [
    r.netns,
    r.tool,
    r.family,
    r.table_name,
    r.chain,
    r.position < 0 ? 'policy' : r.handle,
    withoutCounts(r.text),
  ].join('\0')

const tableOf = (r: Row<'firewall_rule'>): string =>
  [r.netns, r.tool, r.family, r.table_name].join('\0')

const chainOf = (r: Row<'firewall_rule'>, chain = r.chain): string => `${tableOf(r)}\0${chain}`

const chainFrom = (rules: readonly FirewallRule[]): Chain => ({
  rules: rules.filter((r) => r.position >= 0).sort((a, b) => a.position - b.position),
  policy: rules.find((r) => r.position < 0),
})

/** Chains that a rule leads to: by its verdict, or by the elements of a verdict map in its text. */
const targetsOf = (rule: Row<'firewall_rule'>): string[] => [
  ...[rule.verdict, ...(/ vmap (\{[^}]*\})/.exec(withElements(rule.text))?.slice(1) ?? [])].flatMap(
    (text) => [...text.matchAll(/\b(?:jump|goto) ([^\s,{}]+)/g)].map(([, name = '']) => name),
  ),
]

/** `inet filter input: udp dport 53 drop # handle 4` */
export function ruleLabel(rule: FirewallRule): string {
  const place = `${rule.tool} ${rule.family} ${rule.table_name} ${rule.chain}`
  if (rule.position < 0) return `${place}: policy ${rule.verdict}`
  return `${place}: ${rule.text.replace(/\s*# handle \d+$/, '')} (handle ${rule.handle})`
}
