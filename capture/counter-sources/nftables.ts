import { isLoaded } from '../counters/module-loaded.js'
import { NetlinkError } from '../netlink/message.js'
import {
  netlinkNetfilter,
  nftCounterObjectsRequest,
  nftDumpRequest,
  nftMessage,
  parseChainCounter,
  parseNamedCounter,
  parseRuleCounter,
  type NftCounter,
} from '../netlink/nftables-counters.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

/**
 * Names as 'nft:ip/filter/INPUT/7.packets' (family, table, chain, handle of the rule), 'nft:ip/filter/INPUT/policy.packets'
 * for a chain that counts, 'nft:inet/t/counter web.packets' for a named counter. Rules of iptables' nft variant are
 * among them. A rule that is added with a count already on it (`nft -f` of a saved ruleset) seems to have counted that.
 */
export function parse(
  payloads: readonly Uint8Array[],
  counterOf: (payload: Uint8Array) => NftCounter | undefined,
): readonly CounterReading[] {
  return payloads.flatMap((payload) => {
    const counter = counterOf(payload)
    if (counter === undefined) return []
    const prefix = `nft:${counter.family}/${counter.table}/${counter.place}`
    return [
      { name: `${prefix}.packets`, value: counter.packets },
      { name: `${prefix}.bytes`, value: counter.bytes },
    ]
  })
}

/** Netfilter is not in this kernel, or nf_tables is older than the message. */
const absentCodes: ReadonlySet<string> = new Set(['EPROTONOSUPPORT', 'EINVAL', 'EOPNOTSUPP'])

function read(context: CounterContext): readonly CounterReading[] | undefined {
  // Not loaded: there is no rule, and none is a zero that is true.
  if (!isLoaded('nf_tables')) return []
  const ask = (type: number, body: Uint8Array): readonly Uint8Array[] =>
    context.dump(type, body, netlinkNetfilter)
  try {
    return [
      ...parse(ask(nftMessage.getRule, nftDumpRequest), parseRuleCounter),
      ...parse(ask(nftMessage.getChain, nftDumpRequest), parseChainCounter),
      ...parse(ask(nftMessage.getObject, nftCounterObjectsRequest), parseNamedCounter),
    ]
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

const isAbsence = (error: unknown): boolean =>
  (error instanceof NetlinkError && absentCodes.has(error.code)) ||
  (error instanceof Error && 'code' in error && error.code === 'EPROTONOSUPPORT')

const source: CounterSource = {
  name: 'nftables',
  title: 'Counters of nftables rules, chains and named counters',
  scope: 'namespace',
  every: 8,
  read,
  missing: 'the kernel has no nf_tables: packets per nftables rule are not counted',
}
export default source
