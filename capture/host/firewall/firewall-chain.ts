/** A chain with its rules, as any of the firewall tools lists it. */
export interface FirewallChain {
  readonly tool: 'nft' | 'iptables' | 'ip6tables' | 'ebtables' | 'arptables'
  readonly family: string
  readonly table: string
  readonly chain: string
  /** '' if not a base chain. */
  readonly hook: string
  readonly device: string
  readonly priority: number
  /** 'accept', 'drop' …; undefined for a chain without one. */
  readonly policy: string | undefined
  readonly policyPackets: number | undefined
  readonly policyBytes: number | undefined
  readonly rules: readonly FirewallRule[]
}

export interface FirewallRule {
  /** Handle (nft) or rule number from 1. */
  readonly handle: number
  readonly text: string
  readonly verdict: string
  readonly packets: number | undefined
  readonly bytes: number | undefined
}
