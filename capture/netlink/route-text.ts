import type { NextHop, Route } from './route-message.js'

/** RTPROT_ numbers that ip(8) knows by name without a configuration file. */
const protocols = new Map([
  [1, 'redirect'],
  [2, 'kernel'],
  [3, 'boot'],
  [4, 'static'],
  [9, 'ra'],
  [11, 'zebra'],
  [12, 'bird'],
  [16, 'dhcp'],
  [186, 'bgp'],
  [188, 'ospf'],
  [196, 'static'],
])

const tables = new Map([
  [253, 'default'],
  [254, 'main'],
  [255, 'local'],
])

export const tableName = (id: number): string => tables.get(id) ?? String(id)

/** The route as `ip route show table all` prints it. */
export function routeText(route: Route, interfaceName: (ifindex: number) => string): string {
  const words: string[] = []
  if (route.type !== 'unicast') words.push(route.type)
  words.push(destinationText(route))
  if (route.src !== '' && route.src !== '::/0') words.push('from', route.src)
  if (route.tos !== 0) words.push('tos', `0x${route.tos.toString(16)}`)
  const [only, ...others] = route.nextHops
  if (only !== undefined && others.length === 0) words.push(...nextHopWords(only, interfaceName))
  if (route.tableId !== 254) words.push('table', tableName(route.tableId))
  if (route.protocol !== 3)
    words.push('proto', protocols.get(route.protocol) ?? String(route.protocol))
  if (route.family === 4 && route.scope !== 'global') words.push('scope', route.scope)
  if (route.preferredSource !== undefined) words.push('src', route.preferredSource)
  if (route.metric !== 0) words.push('metric', String(route.metric))
  if (route.mtu !== undefined) words.push('mtu', String(route.mtu))
  if (only !== undefined && others.length === 0) words.push(...flagWords(only))
  if (others.length > 0) {
    for (const hop of route.nextHops) {
      words.push('nexthop', ...nextHopWords(hop, interfaceName))
      words.push('weight', String(hop.weight), ...flagWords(hop))
    }
  }
  return words.join(' ')
}

function destinationText(route: Route): string {
  if (route.dst === '0.0.0.0/0' || route.dst === '::/0') return 'default'
  return shortPrefix(route.dst)
}

/** A prefix of one address is printed without its length. */
export function shortPrefix(prefix: string): string {
  const host = prefix.includes(':') ? '/128' : '/32'
  return prefix.endsWith(host) ? prefix.slice(0, -host.length) : prefix
}

function nextHopWords(hop: NextHop, interfaceName: (ifindex: number) => string): string[] {
  const words: string[] = []
  if (hop.gateway !== undefined) words.push('via', hop.gateway)
  if (hop.oif !== undefined) words.push('dev', interfaceName(hop.oif))
  return words
}

const nextHopFlags = [
  [1, 'dead'],
  [4, 'onlink'],
  [16, 'linkdown'],
] as const

const flagWords = (hop: NextHop): string[] =>
  nextHopFlags.filter(([bit]) => (hop.flags & bit) !== 0).map(([, word]) => word)
