import { linkStatisticsFields, type LinkStatistics } from '../netlink/link-statistics.js'
import type { CounterReading, CounterSource } from '../source.js'

const fields = [...linkStatisticsFields, 'carrier_changes']
/** By interface name: what is read several times a second has the same names each time. */
const namesOfLink = new Map<string, readonly string[]>()
const linksKept = 4096

/** Names as 'link:eth0.rx_dropped'. */
export function readingsOf(links: readonly LinkStatistics[]): readonly CounterReading[] {
  const readings: CounterReading[] = []
  for (const { ifindex, name: link, values, carrierChanges } of links) {
    const names = namesOf(link)
    for (let i = 0; i < linkStatisticsFields.length; i += 1) {
      const name = names[i]
      const value = values[i]
      if (name !== undefined && value !== undefined) readings.push({ name, value, ifindex })
    }
    const name = names.at(-1)
    if (name !== undefined && carrierChanges !== undefined) {
      readings.push({ name, value: carrierChanges, ifindex })
    }
  }
  return readings
}

function namesOf(link: string): readonly string[] {
  const known = namesOfLink.get(link)
  if (known !== undefined) return known
  const names = fields.map((field) => `link:${link}.${field}`)
  if (namesOfLink.size >= linksKept) namesOfLink.clear()
  namesOfLink.set(link, names)
  return names
}

const source: CounterSource = {
  name: 'link-statistics',
  title: 'Interface counters in full (rtnetlink)',
  scope: 'namespace',
  every: 1,
  read: (context) => readingsOf(context.links()),
  missing:
    'rtnetlink does not answer: rx_nohandler, rx_missed_errors and others that /proc/net/dev hides are not counted',
}
export default source
