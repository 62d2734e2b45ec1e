/**
 * Does a rule fit a packet? Reads the common matches of nft and iptables texts; a match it cannot read
 * answers 'maybe', never 'yes'.
 */
import type { FirewallRule } from './firewall.js'
import type { DropGroup } from './group.js'
import { sameAddress } from './host.js'
import { inPrefix } from './prefix.js'
import { ipProtocol } from '../session/packet/numbers.js'

export type Match = 'yes' | 'no' | 'maybe'

const protocols: Readonly<Record<string, number>> = {
  tcp: ipProtocol.tcp,
  udp: ipProtocol.udp,
  icmp: ipProtocol.icmp,
  icmpv6: ipProtocol.icmpv6,
  'ipv6-icmp': ipProtocol.icmpv6,
  sctp: ipProtocol.sctp,
  udplite: ipProtocol.udplite,
}

/** nft: `udp dport 53`, `ip saddr 10.0.0.0/8`, `meta l4proto udp`; iptables: `-p udp -m udp --dport 53 -s …`. */
const matches: readonly {
  readonly pattern: RegExp
  readonly fits: (group: DropGroup, found: RegExpExecArray) => boolean | undefined
}[] = [
  { pattern: /\b(tcp|udp|sctp|udplite) (dport|sport) (!= )?(\{[^}]*\}|\S+)/g, fits: nftPort },
  {
    pattern: /\bth (dport|sport) (!= )?(\{[^}]*\}|\S+)/g,
    fits: (g, m) => port(g, m[1] ?? '', m[3] ?? '', m[2]),
  },
  { pattern: /\bip6? (saddr|daddr) (!= )?(\{[^}]*\}|\S+)/g, fits: (g, m) => nftAddress(g, m) },
  {
    pattern: /\b(?:meta l4proto|ip protocol|ip6 nexthdr) (\w[\w-]*)/g,
    fits: (g, m) => isProtocol(g, m[1] ?? ''),
  },
  {
    pattern: /\b(icmp|icmpv6) type \S+/g,
    fits: (g, m) => (isProtocol(g, m[1] ?? '') === false ? false : undefined),
  },
  {
    pattern: /(?:^| )(! )?-p (\w[\w-]*)/g,
    fits: (g, m) => negated(isProtocol(g, m[2] ?? ''), m[1]),
  },
  { pattern: /(! )?--(dport|sport) (\S+)/g, fits: (g, m) => port(g, m[2] ?? '', m[3] ?? '', m[1]) },
  {
    pattern: /(! )?--(dports|sports) (\S+)/g,
    fits: (g, m) => port(g, (m[2] ?? '').slice(0, 5), `{${m[3] ?? ''}}`, m[1]),
  },
  {
    pattern: /(?:^| )(! )?-(s|d) (\S+)/g,
    fits: (g, m) => negated(address(g, m[2] === 's' ? 'saddr' : 'daddr', m[3] ?? ''), m[1]),
  },
]

/** What may stand in a rule without narrowing it. */
const neutral =
  /\bcounter packets \d+ bytes \d+|\b(drop|accept|queue)\b|\breject( with [\w-]+( type [\w-]+)?)?|# handle \d+|comment "[^"]*"|-A \S+|-j \S+( --reject-with \S+)?|-m (udp|tcp|multiport|comment)|--comment ("[^"]*"|\S+)|\[\d+:\d+\]|\blog( prefix "[^"]*")?/g

export function matchesPacket(rule: FirewallRule, group: DropGroup): Match {
  const { tests, isReadWhole } = readRule(rule)
  let sure = isReadWhole
  for (const { fits, found } of tests) {
    const fit = fits(group, found)
    if (fit === false) return 'no'
    if (fit === undefined) sure = false
  }
  return sure ? 'yes' : 'maybe'
}

interface ReadRule {
  readonly tests: readonly {
    readonly fits: (typeof matches)[number]['fits']
    readonly found: RegExpExecArray
  }[]
  /** Nothing in the text narrows the rule beyond the tests. */
  readonly isReadWhole: boolean
}

/** A rule is read once and asked about every flow. */
const readRules = new WeakMap<FirewallRule, ReadRule>()

function readRule(rule: FirewallRule): ReadRule {
  const known = readRules.get(rule)
  if (known !== undefined) return known
  const tests = matches.flatMap(({ pattern, fits }) =>
    [...rule.text.matchAll(pattern)].map((found) => ({ fits, found })),
  )
  const rest = tests.reduce((text, { found }) => text.replace(found[0], ''), rule.text)
  const read = { tests, isReadWhole: rest.replace(neutral, '').trim() === '' }
  readRules.set(rule, read)
  return read
}

function nftPort(group: DropGroup, m: RegExpExecArray): boolean | undefined {
  if (isProtocol(group, m[1] ?? '') === false) return false
  return port(group, m[2] ?? '', m[4] ?? '', m[3])
}

const nftAddress = (group: DropGroup, m: RegExpExecArray): boolean | undefined =>
  negated(address(group, m[1] ?? '', m[3] ?? ''), m[2])

const negated = (fit: boolean | undefined, not: string | undefined): boolean | undefined =>
  fit === undefined || not === undefined ? fit : !fit

function isProtocol(group: DropGroup, word: string): boolean | undefined {
  const wanted = protocols[word] ?? (/^\d+$/.test(word) ? Number(word) : undefined)
  return wanted === undefined || group.flow === undefined ? undefined : group.flow.proto === wanted
}

function port(
  group: DropGroup,
  side: string,
  text: string,
  not: string | undefined,
): boolean | undefined {
  if (group.flow === undefined) return undefined
  const has = side === 'dport' ? group.flow.dport : group.flow.sport
  const parts = text
    .replace(/[{}]/g, '')
    .split(',')
    .map((p) => p.trim())
  const fits = parts.map((part) => {
    const [low, high] = part.split(/[-:]/).map(Number)
    if (low === undefined || Number.isNaN(low)) return undefined
    return has >= low && has <= (high ?? low)
  })
  if (fits.includes(undefined)) return undefined
  return negated(fits.includes(true), not)
}

function address(group: DropGroup, side: string, text: string): boolean | undefined {
  if (group.flow === undefined) return undefined
  const has = side === 'saddr' ? group.flow.src : group.flow.dst
  const parts = text
    .replace(/[{}]/g, '')
    .split(',')
    .map((p) => p.trim())
  if (parts.some((p) => !/^[\da-fA-F:./]+$/.test(p))) return undefined
  return parts.some((p) => (p.includes('/') ? inPrefix(has, p) : sameAddress(has, p)))
}
