/** What named sets and maps hold, for rules that ask them: only small ones, for others have millions of elements. */
import type { NetlinkSocket } from '../../../native/index.js'
import { nftName } from '../../../session/nft-verdict.js'
import { attribute, concatBytes, parseAttributes } from '../../netlink/attributes.js'
import { dumpUpTo } from '../../netlink/request.js'
import { withSocket } from '../namespace-facts.js'
import type { FirewallChain } from './firewall-chain.js'

/** Elements: more would make the text of a rule unreadable. */
const largest = 64

export interface NftSet {
  readonly kind: 'set' | 'map'
  readonly family: string
  readonly table: string
  readonly name: string
}

/** Sets and maps of `nft -t list ruleset` that some rule asks for. */
export function setsInUse(text: string, chains: readonly FirewallChain[]): readonly NftSet[] {
  const asked = new Set(
    chains.flatMap(({ family, table, rules }) =>
      rules.flatMap((rule) => setNames(rule.text).map((name) => [family, table, name].join('\0'))),
    ),
  )
  let family = ''
  let table = ''
  return text.split('\n').flatMap((line): NftSet[] => {
    const header = /^table (\S+) (\S+) \{/.exec(line)
    if (header !== null) [, family = '', table = ''] = header
    const [, kind, name = ''] = /^\t(set|map) (\S+) \{/.exec(line) ?? []
    if ((kind !== 'set' && kind !== 'map') || !asked.has([family, table, name].join('\0')))
      return []
    return [{ kind, family, table, name }]
  })
}

/** `ip saddr @bad drop` → ['bad'] */
export const setNames = (rule: string): string[] => [
  ...new Set([...rule.replace(/"[^"]*"/g, '""').matchAll(askedSet)].map(([, name = '']) => name)),
]
const askedSet = new RegExp(`(?<!add |update |delete )@(${nftName})`, 'g')

/** NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETSETELEM */
const getElements = (10 << 8) | 13
const elementList = { table: 1, set: 2, elements: 3 } as const
const familyNumbers: Readonly<Record<string, number>> = {
  inet: 1,
  ip: 2,
  arp: 3,
  netdev: 5,
  bridge: 7,
  ip6: 10,
}
const nfgenmsgBytes = 4
/** A message of the kernel holds some dozens of elements. */
const messagesToRead = 8

/** Asks the kernel, which sends a page at a time: nft would first read them all. */
export function isSmall(set: NftSet, openNetfilter: () => NetlinkSocket): boolean {
  const body = concatBytes([
    Uint8Array.of(familyNumbers[set.family] ?? 0, 0, 0, 0),
    attribute(elementList.table, zeroTerminated(set.table)),
    attribute(elementList.set, zeroTerminated(set.name)),
  ])
  return withSocket(openNetfilter, (socket) => {
    const { bodies, cut, interrupted } = dumpUpTo(socket, getElements, body, messagesToRead)
    return (
      !cut && !interrupted && bodies.reduce((sum, each) => sum + elementsIn(each), 0) <= largest
    )
  })
}

const elementsIn = (body: Uint8Array): number =>
  parseAttributes(body, nfgenmsgBytes).nested(elementList.elements)?.entries.length ?? 0

const zeroTerminated = (text: string): Uint8Array => new TextEncoder().encode(`${text}\0`)

/** Arguments of nft that list it. Each alone: nft 1.0 does not find the second of two. */
export const listArguments = ({ kind, family, table, name }: NftSet): readonly string[] => [
  'list',
  kind,
  family,
  table,
  name,
]

/** Elements by 'FAMILY\0TABLE\0NAME', from the output of such commands, as nft writes a set without a name: '{ 1, 2 }'. */
export function parseSets(text: string): ReadonlyMap<string, string> {
  const elements = new Map<string, string>()
  const pattern = /^table (\S+) (\S+) \{\n\t(?:set|map) (\S+) \{(.*?)^\t\}$/gms
  for (const [, family = '', table = '', name = '', body = ''] of text.matchAll(pattern)) {
    const listed = /elements = \{(.*)\}/s.exec(body)?.[1] ?? ''
    elements.set([family, table, name].join('\0'), `{ ${tidy(listed)} }`)
  }
  return elements
}

/** On one line, without what an element counts or when it ends. */
const tidy = (elements: string): string =>
  elements
    .replace(
      / (?:timeout|expires) \S+?(?=[\s,]|$)| counter packets \d+ bytes \d+| comment "[^"]*"/g,
      '',
    )
    .replace(/\s+/g, ' ')
    .trim()

/** Rules with what their sets hold behind them, as a comment of nft: `ip saddr @bad drop # @bad = { 192.0.2.1 }`. */
export const withElements = (
  chains: readonly FirewallChain[],
  elements: ReadonlyMap<string, string>,
): readonly FirewallChain[] =>
  chains.map((chain) => ({
    ...chain,
    rules: chain.rules.map((rule) => {
      const held = setNames(rule.text).flatMap((name) => {
        const found = elements.get([chain.family, chain.table, name].join('\0'))
        return found === undefined ? [] : [`@${name} = ${found}`]
      })
      return held.length === 0 ? rule : { ...rule, text: `${rule.text} # ${held.join(' ')}` }
    }),
  }))
