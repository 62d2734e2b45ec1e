import type { FirewallChain, FirewallRule } from './firewall-chain.js'

type XtablesTool = 'iptables' | 'ip6tables' | 'arptables'

const families = { iptables: 'ip', ip6tables: 'ip6', arptables: 'arp' } as const

const hooks = new Map([
  ['PREROUTING', 'prerouting'],
  ['INPUT', 'input'],
  ['FORWARD', 'forward'],
  ['OUTPUT', 'output'],
  ['POSTROUTING', 'postrouting'],
])

/** NF_IP_PRI_: where the kernel hooks each table; nat differs by direction. */
const tablePriorities = new Map([
  ['raw', -300],
  ['mangle', -150],
  ['filter', 0],
  ['security', 50],
])

interface OpenChain {
  readonly policy: string
  readonly packets: number | undefined
  readonly bytes: number | undefined
  readonly rules: FirewallRule[]
}

/**
 * Output of `iptables-save -c`: `*table`, `:CHAIN POLICY [packets:bytes]`, `[packets:bytes] -A CHAIN …`, `COMMIT`.
 * A policy of '-' marks a chain of the user's own.
 */
export function parseIptablesSave(tool: XtablesTool, text: string): readonly FirewallChain[] {
  const chains: FirewallChain[] = []
  let table = ''
  let open = new Map<string, OpenChain>()
  const close = (): void => {
    for (const [name, chain] of open) chains.push(closeChain(tool, table, name, chain))
    open = new Map()
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) {
      close()
      table = line.slice(1).trim()
    } else if (line.startsWith(':')) {
      const [, name, policy, packets, bytes] = /^:(\S+) (\S+)(?: \[(\d+):(\d+)\])?/.exec(line) ?? []
      if (name === undefined || policy === undefined) continue
      open.set(name, {
        policy,
        packets: packets === undefined ? undefined : Number(packets),
        bytes: bytes === undefined ? undefined : Number(bytes),
        rules: [],
      })
    } else {
      readRule(open, line)
    }
  }
  close()
  return chains
}

function readRule(chains: ReadonlyMap<string, OpenChain>, line: string): void {
  const [, packets, bytes, text, name] =
    /^(?:\[(\d+):(\d+)\] )?(-A (\S+)(?: .*)?)$/.exec(line) ?? []
  const chain = chains.get(name ?? '')
  if (chain === undefined || text === undefined) return
  chain.rules.push({
    handle: chain.rules.length + 1,
    text,
    verdict: verdictOf(text),
    packets: packets === undefined ? undefined : Number(packets),
    bytes: bytes === undefined ? undefined : Number(bytes),
  })
}

const targetVerdicts = new Map([
  ['DROP', 'drop'],
  ['REJECT', 'reject'],
  ['ACCEPT', 'accept'],
  ['RETURN', 'return'],
  ['QUEUE', 'queue'],
  ['NFQUEUE', 'queue'],
])

/** Targets that let the packet go on, or change it. All others in capitals are extensions too; a chain may be named so. */
const targetsWithoutVerdict =
  /^(?:LOG|NFLOG|ULOG|MARK|CONNMARK|SECMARK|CONNSECMARK|TCPMSS|TTL|HL|TOS|DSCP|CT|NOTRACK|TRACE|CLASSIFY|CHECKSUM|AUDIT|SET|TEE|TPROXY|DNAT|SNAT|MASQUERADE|REDIRECT|NETMAP|ECN|IDLETIMER|LED|RATEEST|HMARK|SYNPROXY|TCPOPTSTRIP|DNPT|SNPT)$/

function verdictOf(text: string): string {
  // A comment may contain anything, in quotes, with \" inside.
  const plain = text.replace(/"(?:\\.|[^"\\])*"/g, '""')
  const [, flag, target] = /\s-(j|g) (\S+)/.exec(plain) ?? []
  if (target === undefined) return ''
  const verdict = targetVerdicts.get(target)
  if (verdict !== undefined) return verdict
  if (targetsWithoutVerdict.test(target)) return ''
  return `${flag === 'g' ? 'goto' : 'jump'} ${target}`
}

function closeChain(
  tool: XtablesTool,
  table: string,
  name: string,
  chain: OpenChain,
): FirewallChain {
  const builtIn = chain.policy !== '-'
  const hook = builtIn ? (hooks.get(name) ?? '') : ''
  return {
    tool,
    family: families[tool],
    table,
    chain: name,
    hook,
    device: '',
    priority: hook === '' ? 0 : priorityOf(table, hook),
    policy: builtIn ? chain.policy.toLowerCase() : undefined,
    policyPackets: builtIn ? chain.packets : undefined,
    policyBytes: builtIn ? chain.bytes : undefined,
    rules: chain.rules,
  }
}

/** Destination NAT runs at -100, source NAT at 100. */
function priorityOf(table: string, hook: string): number {
  if (table === 'nat') return hook === 'prerouting' || hook === 'output' ? -100 : 100
  return tablePriorities.get(table) ?? 0
}

/** Rules of iptables-nft get the text iptables shows, where both list the same number of rules in a chain. */
export function withIptablesTexts(
  chains: readonly FirewallChain[],
  saved: readonly FirewallChain[],
): readonly FirewallChain[] {
  return chains.map((chain) => {
    const other = saved.find(
      (candidate) =>
        candidate.family === chain.family &&
        candidate.table === chain.table &&
        candidate.chain === chain.chain,
    )
    if (other === undefined || other.rules.length !== chain.rules.length) return chain
    const rules = chain.rules.map((rule, index) => ({
      ...rule,
      text: other.rules[index]?.text ?? rule.text,
    }))
    return { ...chain, rules }
  })
}
