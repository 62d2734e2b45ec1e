/**
 * Does a rule fit a packet? Reads the common matches of nft and iptables texts; a match it cannot read
 * answers 'maybe', never 'yes'.
 */
import { oncePer } from '../once-per.js'
import type { FirewallRule } from './firewall.js'
import type { DropGroup } from '../artifacts/group.js'
import {
  address,
  device,
  isProtocol,
  negated,
  number,
  port,
  state,
  type Circumstances,
} from './rule-fields.js'
import { withElements } from './rule-text.js'

export type Match = 'yes' | 'no' | 'maybe'

const unknown: Circumstances = {
  incoming: undefined,
  outgoing: undefined,
  statesByHeaders: false,
}

/** nft: `udp dport 53`, `ip saddr 10.0.0.0/8`, `meta l4proto udp`; iptables: `-p udp -m udp --dport 53 -s …`. */
const matches: readonly {
  readonly pattern: RegExp
  readonly fits: (
    group: DropGroup,
    found: RegExpExecArray,
    around: Circumstances,
  ) => boolean | undefined
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
    pattern: /\bct state (!= )?(\{[^}]*\}|\S+)/g,
    fits: (g, m, a) => negated(state(g, m[2] ?? '', a), m[1]),
  },
  {
    pattern: /(! )?--(?:ct)?state (\S+)/g,
    fits: (g, m, a) => negated(state(g, (m[2] ?? '').toLowerCase(), a), m[1]),
  },
  {
    pattern: /(?<!\bfib [\w .]*)\b(iif|oif|iifname|oifname) (!= )?(\{[^}]*\}|"[^"]*"|\S+)/g,
    fits: (_, m, a) => negated(device(a, m[1] ?? '', m[3] ?? ''), m[2]),
  },
  {
    pattern: /(?:^| )(! )?-(i|o) (\S+)/g,
    fits: (_, m, a) => negated(device(a, m[2] ?? '', m[3] ?? ''), m[1]),
  },
  {
    pattern: /\b(ip ttl|ip6 hoplimit|ip length|meta length) ([<>]=? |!= )?(\d+(?:-\d+)?)(?= |$)/g,
    fits: (g, m) => number(g, m[1] ?? '', (m[2] ?? '').trim(), m[3] ?? ''),
  },
  {
    pattern: /\b(?:meta nfproto|meta protocol|ether type) (ipv4|ipv6|ip6|ip|arp)\b/g,
    fits: (g, m) =>
      g.flow === undefined || g.flow.family === 0
        ? undefined
        : m[1] !== 'arp' && (g.flow.family === 6) === (m[1]?.endsWith('6') ?? false),
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
  /\bcounter packets \d+ bytes \d+|\b(drop|accept|queue)\b|\breject( with [\w-]+( type [\w-]+)?)?|# handle \d+|comment "[^"]*"|-A \S+|-j \S+( --reject-with \S+)?|-m (udp|tcp|multiport|comment)|--comment ("[^"]*"|\S+)|\[\d+:\d+\]|-m (?:conntrack|state)|\bcounter name \S+|\blog(?: prefix "[^"]*"| (?:level|group|snaplen|queue-threshold) \S+| flags (?:tcp|ip) \S+| flags \w+)*/g

export function matchesPacket(
  rule: FirewallRule,
  group: DropGroup,
  around: Circumstances = unknown,
): Match {
  const { tests, isReadWhole } = readRule(rule)
  let sure = isReadWhole
  for (const { fits, found } of tests) {
    const fit = fits(group, found, around)
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
const readRule = oncePer((rule: FirewallRule): ReadRule => readText(withElements(rule.text)))

function readText(text: string): ReadRule {
  const together = [...text.matchAll(concatenation)].map((found) => ({ fits: fitsTogether, found }))
  const others = together.reduce((rest, { found }) => rest.replace(found[0], ''), text)
  const tests = matches.flatMap(({ pattern, fits }) =>
    [...others.matchAll(pattern)].map((found) => ({ fits, found })),
  )
  const rest = tests.reduce((left, { found }) => left.replace(found[0], ''), others)
  return {
    tests: [...together, ...tests],
    isReadWhole: rest.replace(neutral, '').trim() === '',
  }
}

const selector = String.raw`(?:(?:ip6?|tcp|udp|udplite|sctp|th|icmp|icmpv6|meta|ether|ct) )?[a-z]\w*`

/** `ip saddr . udp dport { 10.0.0.1 . 53, 10.0.0.2 . 99 }`: several fields at once. */
const concatenation = new RegExp(
  String.raw`(${selector}(?: \. ${selector})+) (!= )?(\{[^}]*\}|@\S+|[^\s@{]+(?: \. \S+)+)`,
  'g',
)

function fitsTogether(
  group: DropGroup,
  [, selectors = '', not, values = '']: RegExpExecArray,
  around: Circumstances,
): boolean | undefined {
  const fields = selectors.split(' . ')
  const elements = values.replace(/[{}]/g, '').split(',')
  const fits = elements.map((element) => {
    const parts = element.trim().split(' . ')
    if (parts.length !== fields.length) return undefined
    return allFit(fields.map((field, i) => textFits(`${field} ${parts[i] ?? ''}`, group, around)))
  })
  if (fits.includes(true)) return negated(true, not)
  return fits.includes(undefined) ? undefined : negated(false, not)
}

function textFits(text: string, group: DropGroup, around: Circumstances): boolean | undefined {
  const { tests, isReadWhole } = readText(text)
  return allFit([
    ...tests.map(({ fits, found }) => fits(group, found, around)),
    isReadWhole ? true : undefined,
  ])
}

const allFit = (fits: readonly (boolean | undefined)[]): boolean | undefined =>
  fits.includes(false) ? false : fits.includes(undefined) ? undefined : true

function nftPort(group: DropGroup, m: RegExpExecArray): boolean | undefined {
  if (isProtocol(group, m[1] ?? '') === false) return false
  return port(group, m[2] ?? '', m[4] ?? '', m[3])
}

const nftAddress = (group: DropGroup, m: RegExpExecArray): boolean | undefined =>
  negated(address(group, m[1] ?? '', m[3] ?? ''), m[2])
