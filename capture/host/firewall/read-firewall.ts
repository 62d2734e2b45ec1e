import { existsSync } from 'node:fs'
import type { NetlinkSocket } from '../../../native/index.js'
import type { Row } from '../../../session/tables.js'
import { NetlinkError } from '../../netlink/message.js'
import { requestDump } from '../../netlink/request.js'
import { withSocket } from '../namespace-facts.js'
import type { Phase } from '../phase.js'
import { errorText, readIfThere } from '../read-proc.js'
import { findProgram, runProgram } from '../run-program.js'
import { parseEbtablesList } from './ebtables-list.js'
import type { FirewallChain } from './firewall-chain.js'
import { firewallRows } from './firewall-rows.js'
import { parseIptablesSave, withIptablesTexts } from './iptables-save.js'
import { moduleMayBeLoaded } from './kernel-module.js'
import { parseNftJson, refineChains } from './nft-json.js'
import { isSmall, listArguments, parseSets, setsInUse, withElements } from './nft-sets.js'
import { parseNftText } from './nft-text.js'

/** NETLINK_NETFILTER, for `openNetlink`. */
export const netlinkNetfilter = 12

export interface FirewallRead {
  readonly rows: readonly Row<'firewall_rule'>[]
  /** What could not be read and what that hides. */
  readonly problems: readonly string[]
}

/**
 * Firewall rules of the namespace the thread is in. Nothing is asked that would load a module or make a table: legacy
 * tools run only where their tables exist already.
 */
export function readFirewall(
  netns: number,
  phase: Phase,
  openNetfilter: () => NetlinkSocket,
): FirewallRead {
  const problems: string[] = []
  const attempt = (read: () => readonly FirewallChain[]): readonly FirewallChain[] => {
    try {
      return read()
    } catch (error) {
      problems.push(errorText(error))
      return []
    }
  }
  const missing = (program: string): readonly FirewallChain[] => {
    problems.push(`there are rules of ${program}, but ${program} is not installed: they are hidden`)
    return []
  }
  const chains = [
    ...attempt(() =>
      hasNftTables(openNetfilter) ? nftChains(attempt, missing, openNetfilter) : [],
    ),
    ...legacyTools.flatMap(({ names, program, tool }) =>
      attempt(() => {
        if ((readIfThere(`/proc/thread-self/net/${names}`) ?? '').trim() === '') return []
        const path = findProgram(program)
        return path === undefined
          ? missing(program)
          : parseIptablesSave(tool, runProgram(path, ['-c']))
      }),
    ),
    ...attempt(() => ebtablesChains(attempt, missing)),
  ]
  return { rows: firewallRows(netns, phase, chains), problems }
}

/** /proc/net names the tables of the legacy kernel interface that exist in a namespace. */
const legacyTools = [
  { names: 'ip_tables_names', program: 'iptables-legacy-save', tool: 'iptables' },
  { names: 'ip6_tables_names', program: 'ip6tables-legacy-save', tool: 'ip6tables' },
  { names: 'arp_tables_names', program: 'arptables-legacy-save', tool: 'arptables' },
] as const

/** NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE, and struct nfgenmsg for all families. */
const getTables = (10 << 8) | 1
const allFamilies = new Uint8Array(4)

/** Starting nft in each of many namespaces is dear, and most have no rules. */
function hasNftTables(openNetfilter: () => NetlinkSocket): boolean {
  if (!moduleMayBeLoaded('nf_tables')) return false
  try {
    return withSocket(openNetfilter, (socket) => {
      const { messages, interrupted } = requestDump(socket, getTables, allFamilies)
      return messages.length > 0 || interrupted
    })
  } catch (error) {
    // EINVAL: nfnetlink is there, nf_tables is not.
    if (error instanceof NetlinkError && ['EINVAL', 'EOPNOTSUPP'].includes(error.code)) return false
    throw error
  }
}

type Attempt = (read: () => readonly FirewallChain[]) => readonly FirewallChain[]
type Missing = (program: string) => readonly FirewallChain[]

function nftChains(
  attempt: Attempt,
  missing: Missing,
  openNetfilter: () => NetlinkSocket,
): readonly FirewallChain[] {
  const nft = findProgram('nft')
  if (nft === undefined) return missing('nft')
  // Terse: without the elements of named sets, which may be millions.
  const text = runProgram(nft, ['-a', '-t', 'list', 'ruleset'])
  const chains = parseNftText(text)
  let refined: readonly FirewallChain[] = chains
  attempt(() => {
    const details = parseNftJson(runProgram(nft, ['-j', '-t', 'list', 'ruleset']))
    refined = refineChains(chains, details)
    for (const [family, program, tool] of xtPrograms) {
      const hasXt = [...details.xtTables].some((table) => table.startsWith(`${family} `))
      const path = hasXt ? findProgram(program) : undefined
      if (path === undefined) continue
      refined = withIptablesTexts(refined, parseIptablesSave(tool, runProgram(path, ['-c'])))
    }
    return []
  })
  attempt(() => {
    const small = setsInUse(text, chains).filter((set) => isSmall(set, openNetfilter))
    const listed = small.map((set) => runProgram(nft, listArguments(set)))
    refined = withElements(refined, parseSets(listed.join('')))
    return []
  })
  return refined
}

const xtPrograms = [
  ['ip', 'iptables-nft-save', 'iptables'],
  ['ip6', 'ip6tables-nft-save', 'ip6tables'],
] as const

const ebtables = ['filter', 'nat', 'broute'] as const

function ebtablesChains(attempt: Attempt, missing: Missing): readonly FirewallChain[] {
  const tables = ebtables.filter((table) => existsSync(`/sys/module/ebtable_${table}`))
  if (tables.length === 0) return []
  const program = findProgram('ebtables-legacy')
  if (program === undefined) return missing('ebtables-legacy')
  return tables.flatMap((table) =>
    attempt(() => parseEbtablesList(table, runProgram(program, ['-t', table, '-L', '--Lc']))),
  )
}
