import { shell } from '../attribution/shell.js'
import { allSamples, isIpv6 } from '../packets/packet-facts.js'
import { destinationsOf } from '../routes/forwarding.js'
import type { DropGroup } from '../artifacts/group.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const isExpired = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    const ttl = headers?.ipv4?.ttl ?? headers?.ipv6?.hopLimit
    return ttl === undefined ? undefined : ttl <= 1
  }) ?? false

export default reasonCause({
  name: 'ttl-expired',
  kind: 'problem',
  what: 'the TTL or hop limit ran out while forwarding: a routing loop, a traceroute, or a sender with a low TTL',
  places: [
    { reasons: ['IP_INHDR'], sites: ['ip_forward', 'ip6_forward'] },
    {
      reasons: noReason,
      sites: ['ip_forward', 'ip6_forward'],
      when: isExpired,
      why: 'its TTL is 1 or less',
    },
  ],
  counters: (group) => (isIpv6(group) ? ['snmp6:Ip6InHdrErrors'] : ['snmp:Ip.InHdrErrors']),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} to ${destinationsOf(found)} not forwarded: TTL ran out`,
    evidence: [],
    remedy: [
      {
        what: 'Look for a routing loop (the same packet comes by again and again), or a sender with a low TTL; traceroute does this on purpose.',
        command: shell`traceroute -n ${destinationsOf(found)}`,
        verify: 'snmp:Ip.InHdrErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
