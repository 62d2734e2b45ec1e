/** Names of counters that hold names of interfaces, chains, rules or addresses; see the sources for their forms. */
import { redactRule, type TextRedaction } from './redact-text.js'

/** Counters whose whole name is the kernel's. A file not listed here hides what follows its colon. */
const publicFiles: ReadonlySet<string> = new Set(
  (
    'snmp snmp6 netstat sctp softnet sockstat sockstat6 conntrack arp_cache ndisc_cache rt_cache xfrm tls synproxy ' +
    'action nfqueue packet udp udp6 udplite udplite6 raw raw6 icmp icmp6 nf_conntrack nf-conntrack'
  ).split(' '),
)

/** `interfaces`: names known in the session, which tell where a name with dots ends. */
export function redactCounterName(
  name: string,
  interfaces: ReadonlySet<string>,
  by: TextRedaction,
): string {
  const colon = name.indexOf(':')
  const file = name.slice(0, Math.max(0, colon))
  const rest = name.slice(colon + 1)
  switch (file) {
    case 'dev':
    case 'link':
    case 'ethtool':
      return `${file}:${ofInterface(rest, interfaces, by)}`
    case 'qdisc':
    case 'class': {
      const slash = rest.indexOf('/')
      return slash < 0
        ? `${file}:${by.names.other(rest)}`
        : `${file}:${by.names.interface(rest.slice(0, slash))}${rest.slice(slash)}`
    }
    case 'nft':
    case 'iptables':
    case 'ip6tables':
      return `${file}:${ofRule(file, rest, by)}`
    default:
      if (publicFiles.has(file)) return `${file}:${withSocketAddress(rest, by)}`
      return colon < 0 && /^[\w.]+$/.test(name) ? name : `${file}:${by.names.other(rest)}`
  }
}

/** 'eth0.100.rx_drop': the interface may hold dots, and so may a statistic of its driver. */
function ofInterface(rest: string, interfaces: ReadonlySet<string>, by: TextRedaction): string {
  for (let dot = rest.lastIndexOf('.'); dot > 0; dot = rest.lastIndexOf('.', dot - 1)) {
    const name = rest.slice(0, dot)
    if (interfaces.has(name)) return by.names.interface(name) + rest.slice(dot)
  }
  const dot = rest.lastIndexOf('.')
  return dot < 0
    ? by.names.interface(rest)
    : by.names.interface(rest.slice(0, dot)) + rest.slice(dot)
}

/** 'inet/table/chain/7.packets', 'inet/table/counter web.packets', 'filter/INPUT/-p udp -j DROP.packets'. */
function ofRule(file: string, rest: string, { names, addresses }: TextRedaction): string {
  const [, place = rest, unit = ''] = /^(.*)(\.(?:packets|bytes))$/s.exec(rest) ?? []
  const parts = place.split('/')
  const family = file === 'nft' ? [parts.shift() ?? ''] : []
  const table = names.firewall(parts.shift() ?? '')
  const counter = /^counter (.*)$/s.exec(parts.join('/'))?.[1]
  if (counter !== undefined)
    return [...family, table, `counter ${names.firewall(counter)}`].join('/') + unit
  const chain = names.firewall(parts.shift() ?? '')
  const rule = parts.length === 0 ? [] : [redactRule(parts.join('/'), { names, addresses })]
  return [...family, table, chain, ...rule].join('/') + unit
}

/** A socket without an inode goes by its address, '0@0100007F:0035.drops': words of 32 bits in this machine's order. */
function withSocketAddress(rest: string, { addresses }: TextRedaction): string {
  return rest.replace(/(?<=@)(?:[0-9A-F]{8}){1,4}(?=:)/, (hex) => {
    const bytes = swapped(Buffer.from(hex, 'hex'))
    return Buffer.from(swapped(addresses.bytes(bytes)))
      .toString('hex')
      .toUpperCase()
  })
}

const swapped = (bytes: Uint8Array): Uint8Array => Buffer.from(bytes).swap32()
