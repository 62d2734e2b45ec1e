import { CommandFailed } from '../counters/command.js'
import { completeLines, decimalOf } from '../counters/text-number.js'
import type { CounterContext, CounterInterface, CounterReading, CounterSource } from '../source.js'

const program = '/usr/sbin/ethtool'

/** Software devices whose driver has no statistics of its own: the program need not be started for them. */
const kindsWithout: ReadonlySet<string> = new Set([
  'bridge',
  'bond',
  'dummy',
  'ifb',
  'vlan',
  'macvlan',
  'macvtap',
  'ipvlan',
  'vxlan',
  'geneve',
  'gre',
  'gretap',
  'ipip',
  'sit',
  'ip6tnl',
  'wireguard',
  'tun',
  'vrf',
])

/**
 * Names as 'ethtool:eth0.rx_queue_0_drops', from `ethtool -S`. A driver may give two statistics one name: the later
 * gets '#2'.
 */
export function parse(device: string, text: string): readonly CounterReading[] {
  const seen = new Map<string, number>()
  return completeLines(text).flatMap((line) => {
    // Statistic names may hold spaces and colons ('[0]: rx_bytes: 17'); the number is after the last.
    const colon = line.lastIndexOf(':')
    const value = decimalOf(line.slice(colon + 1).trim())
    const statistic = line.slice(0, colon).trim()
    if (colon === -1 || value === undefined || statistic === '') return []
    const times = (seen.get(statistic) ?? 0) + 1
    seen.set(statistic, times)
    const name = `ethtool:${device}.${statistic}${times === 1 ? '' : `#${times}`}`
    return statistic === peerIfindex ? [{ name, value, gauge: true }] : [{ name, value }]
  })
}

/** The one veth statistic that is no count. Of other drivers' levels nothing tells which they are. */
const peerIfindex = 'peer_ifindex'

/**
 * Loopback has none either; its kind is '' like a network card's. Those of a veth count what XDP does; its other
 * losses are in its link statistics. Without XDP it is spared: container hosts have hundreds.
 */
const hasStatistics = ({ name, kind, xdp }: CounterInterface): boolean =>
  name !== 'lo' && !kindsWithout.has(kind) && (kind !== 'veth' || xdp)

/** undefined if the program is not installed. */
function statisticsOf(context: CounterContext, device: string): string | undefined {
  try {
    return context.run(program, ['-S', device])
  } catch (error) {
    if (error instanceof CommandFailed && hasNone.test(error.stderr)) return ''
    throw error
  }
}

/** Also what it says of a device that has just vanished. */
const hasNone = /no stats available|not supported|No such device/i

function read(context: CounterContext): readonly CounterReading[] | undefined {
  const readings: CounterReading[] = []
  let installed = true
  for (const device of context.interfaces() ?? []) {
    if (!hasStatistics(device)) continue
    const { name, ifindex } = device
    const text = statisticsOf(context, name)
    if (text === undefined) {
      installed = false
      break
    }
    for (const reading of parse(name, text)) readings.push({ ...reading, ifindex })
  }
  return installed ? readings : undefined
}

const source: CounterSource = {
  name: 'ethtool-statistics',
  title: 'Driver statistics (ethtool -S)',
  scope: 'namespace',
  // A program is started for each device: 5 ms, and much more on a busy machine. What the card as a whole loses is in
  // its link statistics, in every round.
  every: 60,
  read,
  missing:
    '/usr/sbin/ethtool is not installed: what network cards and drivers drop by themselves is not counted by queue',
}
export default source
