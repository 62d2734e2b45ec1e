import { nftVerdict } from '../../../session/nft-verdict.js'
import type { FirewallChain, FirewallRule } from './firewall-chain.js'

/** Names of priorities; those of the bridge family differ. nft prints a distance as 'filter - 10'. */
const priorities = new Map([
  ['raw', -300],
  ['mangle', -150],
  ['dstnat', -100],
  ['filter', 0],
  ['security', 50],
  ['srcnat', 100],
])
const bridgePriorities = new Map([
  ['dstnat', -300],
  ['filter', -200],
  ['out', 100],
  ['srcnat', 300],
])

interface OpenChain {
  readonly family: string
  readonly table: string
  readonly chain: string
  hook: string
  device: string
  priority: number
  policy: string | undefined
  readonly rules: FirewallRule[]
  /** Lines of a rule that goes on: nft breaks long sets. */
  pending: string
}

/**
 * Output of `nft -a list ruleset`: tables at the margin, chains at one tab, rules at two, each ending in ' # handle N'.
 * Sets, maps, counters and flow tables are passed over.
 */
export function parseNftText(text: string): readonly FirewallChain[] {
  const chains: FirewallChain[] = []
  let table: { family: string; name: string } | undefined
  let open: OpenChain | undefined
  for (const line of text.split('\n')) {
    const header = /^table (\S+) (\S+) \{/.exec(line)
    if (header !== null) table = { family: header[1] ?? '', name: header[2] ?? '' }
    const chainName = /^\tchain (\S+) \{/.exec(line)?.[1]
    if (chainName !== undefined && table !== undefined) {
      open = openChain(table.family, table.name, unquote(chainName))
      continue
    }
    if (open === undefined) continue
    if (line === '\t}') {
      chains.push(closeChain(open))
      open = undefined
    } else {
      readChainLine(open, line.trim())
    }
  }
  // Cut off in mid-chain: what was read of it is true.
  if (open !== undefined) chains.push(closeChain(open))
  return chains
}

const openChain = (family: string, table: string, chain: string): OpenChain => ({
  family,
  table: unquote(table),
  chain,
  hook: '',
  device: '',
  priority: 0,
  policy: undefined,
  rules: [],
  pending: '',
})

function readChainLine(chain: OpenChain, line: string): void {
  if (line === '' || line.startsWith('#')) return
  if (chain.pending === '' && readBase(chain, line)) return
  if (chain.pending === '' && /^comment "[^"]*"$/.test(line)) return
  const joined = chain.pending === '' ? line : joinLines(chain.pending, line)
  const [, text, handle] = /^(.*?)\s+# handle (\d+)$/.exec(joined) ?? []
  if (text === undefined || handle === undefined) {
    chain.pending = joined
    return
  }
  chain.pending = ''
  chain.rules.push({
    handle: Number(handle),
    text,
    verdict: nftVerdict(text),
    ...countersOf(text),
  })
}

/** Lines of a chain without a name (`jump { … }`) are rules, which nft itself reads with ';' between them. */
function joinLines(before: string, line: string): string {
  const isNewRule =
    /\b(?:jump|goto) \{/.test(before) && !/[{,]$/.test(before) && !line.startsWith('}')
  return `${before}${isNewRule ? ';' : ''} ${line}`
}

/** `type filter hook ingress device "eth0" priority filter - 10; policy drop;` */
function readBase(chain: OpenChain, line: string): boolean {
  const [, hook, devices, priority] =
    /^type \S+ hook (\S+)(?: devices? (?:= )?(.*?))? priority ([^;]+);/.exec(line) ?? []
  if (hook === undefined) return false
  chain.hook = hook
  chain.device = (devices ?? '')
    .replace(/[{}"]/g, '')
    .replace(/\s*,\s*/g, ',')
    .trim()
  chain.priority = priorityNumber(priority ?? '0', chain.family)
  chain.policy = /policy (\w+);/.exec(line)?.[1]
  return true
}

function priorityNumber(text: string, family: string): number {
  const [, base, sign, distance] = /^(-?\w+)(?:\s*([+-])\s*(\d+))?$/.exec(text.trim()) ?? []
  if (base === undefined) return 0
  const names = family === 'bridge' ? bridgePriorities : priorities
  const start = names.get(base) ?? (Number(base) || 0)
  return start + (sign === '-' ? -1 : 1) * Number(distance ?? 0)
}

const unquote = (name: string): string => name.replace(/^"(.*)"$/, '$1')

const withoutStrings = (text: string): string => text.replace(/"[^"]*"/g, '""')

function countersOf(text: string): Pick<FirewallRule, 'packets' | 'bytes'> {
  const [, packets, bytes] = /\bcounter packets (\d+) bytes (\d+)/.exec(withoutStrings(text)) ?? []
  return packets === undefined || bytes === undefined
    ? { packets: undefined, bytes: undefined }
    : { packets: Number(packets), bytes: Number(bytes) }
}

const closeChain = (open: OpenChain): FirewallChain => ({
  tool: 'nft',
  family: open.family,
  table: open.table,
  chain: open.chain,
  hook: open.hook,
  device: open.device,
  priority: open.priority,
  policy: open.policy,
  policyPackets: undefined,
  policyBytes: undefined,
  rules: open.rules,
})
