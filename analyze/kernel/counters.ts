import { counterData, type IsDrop } from './counter-data.js'
import { familyMeaning } from './counter-families.js'

export interface CounterMeaning {
  readonly isDrop: IsDrop | 'unknown'
  readonly meaning: string
}

const byPattern: ReadonlyMap<string, CounterMeaning> = new Map(
  counterData.map(([name, isDrop, meaning]) => [name, { isDrop, meaning }]),
)

const unknownCounter: CounterMeaning = {
  isDrop: 'unknown',
  meaning: 'Not in the atlas: what it means is not known to this version.',
}

/** `dev:eth0.rx_drop` → `dev:*.rx_drop`; names without an object stay as they are. */
export function counterPattern(name: string): string {
  const colon = name.indexOf(':')
  const file = name.slice(0, colon)
  if (!perObject.has(file)) return name
  return `${file}:*${name.slice(name.lastIndexOf('.'))}`
}

const perObject = new Set([
  'dev',
  'link',
  'softnet',
  'qdisc',
  'class',
  'udp',
  'udp6',
  'raw',
  'raw6',
  'packet',
  'action',
  'icmp',
  'icmp6',
  'nfqueue',
  'nft',
  'iptables',
  'ip6tables',
])

/** 'unknown' for a counter that this version does not know: never taken for harmless. */
export const counterMeaning = (name: string): CounterMeaning =>
  byPattern.get(counterPattern(name)) ??
  byPattern.get(name) ??
  familyMeaning(name) ??
  unknownCounter
