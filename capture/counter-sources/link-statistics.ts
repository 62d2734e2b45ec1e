import {
  allLinksRequest,
  linkStatisticsFields,
  parseLinkStatistics,
} from '../netlink/link-statistics.js'
import { rtm } from '../netlink/rtnetlink.js'
import type { CounterReading, CounterSource } from '../source.js'

/** Names as 'link:eth0.rx_dropped', from the payloads of an RTM_GETLINK dump. */
export function parse(payloads: readonly Uint8Array[]): readonly CounterReading[] {
  const readings: CounterReading[] = []
  for (const payload of payloads) {
    const link = parseLinkStatistics(payload)
    if (link === undefined) continue
    const { ifindex, name, values, carrierChanges } = link
    linkStatisticsFields.forEach((field, i) => {
      const value = values[i]
      if (value !== undefined) readings.push({ name: `link:${name}.${field}`, value, ifindex })
    })
    if (carrierChanges !== undefined) {
      readings.push({ name: `link:${name}.carrier_changes`, value: carrierChanges, ifindex })
    }
  }
  return readings
}

const source: CounterSource = {
  name: 'link-statistics',
  title: 'Interface counters in full (rtnetlink)',
  scope: 'namespace',
  every: 1,
  read: (context) => parse(context.dump(rtm.getLink, allLinksRequest)),
  missing:
    'rtnetlink does not answer: rx_nohandler, rx_missed_errors and others that /proc/net/dev hides are not counted',
}
export default source
