import { attribute, concatBytes, parseAttributes, viewOf, type Attributes } from './attributes.js'

/** NETLINK_NETFILTER, for `openNetlink`. */
export const netlinkNetfilter = 12

const subsystemNftables = 10 << 8
/** Message types of linux/netfilter/nf_tables.h with their subsystem. */
export const nftMessage = {
  getChain: subsystemNftables | 4,
  getRule: subsystemNftables | 7,
  getObject: subsystemNftables | 19,
} as const

const nfgenmsgBytes = 4
/** An nfgenmsg of zeros: every family. */
export const nftDumpRequest = new Uint8Array(nfgenmsgBytes)

const objectType = 3
/** NFT_OBJECT_COUNTER in network byte order. */
const objectCounter = Uint8Array.of(0, 0, 0, 1)
export const nftCounterObjectsRequest = concatBytes([
  nftDumpRequest,
  attribute(objectType, objectCounter),
])

export interface NftCounter {
  /** 'ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev' */
  readonly family: string
  readonly table: string
  /** 'INPUT/7' for rule 7 of chain INPUT, 'INPUT/policy' for a base chain's own counter, 'counter web' for a named counter. */
  readonly place: string
  readonly packets: number
  readonly bytes: number
}

/** NFPROTO_ numbers; 1 is inet. */
const families: ReadonlyMap<number, string> = new Map([
  [1, 'inet'],
  [2, 'ip'],
  [3, 'arp'],
  [5, 'netdev'],
  [7, 'bridge'],
  [10, 'ip6'],
])

const rule = { table: 1, chain: 2, handle: 3, expressions: 4 } as const
const expression = { name: 1, data: 2 } as const
const chain = { table: 1, name: 3, counters: 8 } as const
const object = { table: 1, name: 2, data: 4 } as const
const counter = { bytes: 1, packets: 2 } as const

/** One NFT_MSG_NEWRULE payload; undefined if the rule has no counter. */
export function parseRuleCounter(payload: Uint8Array): NftCounter | undefined {
  const attributes = parseAttributes(payload, nfgenmsgBytes)
  const handle = bigEndian64(attributes, rule.handle)
  const counts = attributes
    .nested(rule.expressions)
    ?.entries.map(({ value }) => parseAttributes(value))
    .find((each) => each.string(expression.name) === 'counter')
    ?.nested(expression.data)
  const chainName = attributes.string(rule.chain)
  if (handle === undefined || chainName === undefined) return undefined
  return nftCounter(payload, attributes.string(rule.table), `${chainName}/${handle}`, counts)
}

/** One NFT_MSG_NEWCHAIN payload; undefined if the chain does not count. */
export function parseChainCounter(payload: Uint8Array): NftCounter | undefined {
  const attributes = parseAttributes(payload, nfgenmsgBytes)
  const name = attributes.string(chain.name)
  if (name === undefined) return undefined
  const counts = attributes.nested(chain.counters)
  return nftCounter(payload, attributes.string(chain.table), `${name}/policy`, counts)
}

/** One NFT_MSG_NEWOBJ payload of a named counter. */
export function parseNamedCounter(payload: Uint8Array): NftCounter | undefined {
  const attributes = parseAttributes(payload, nfgenmsgBytes)
  const name = attributes.string(object.name)
  if (name === undefined) return undefined
  const counts = attributes.nested(object.data)
  return nftCounter(payload, attributes.string(object.table), `counter ${name}`, counts)
}

function nftCounter(
  payload: Uint8Array,
  table: string | undefined,
  place: string,
  counts: Attributes | undefined,
): NftCounter | undefined {
  const family = payload[0]
  if (family === undefined || table === undefined || counts === undefined) return undefined
  const packets = bigEndian64(counts, counter.packets)
  const bytes = bigEndian64(counts, counter.bytes)
  if (packets === undefined || bytes === undefined) return undefined
  return { family: families.get(family) ?? String(family), table, place, packets, bytes }
}

/** nf_tables speaks network byte order, unlike the rest of netlink. */
function bigEndian64(attributes: Attributes, type: number): number | undefined {
  const value = attributes.bytes(type)
  return value === undefined || value.length < 8 ? undefined : Number(viewOf(value).getBigUint64(0))
}
