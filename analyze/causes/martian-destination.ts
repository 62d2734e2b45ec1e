import { destinationsOf, isUnroutableDestination } from '../forwarding.js'
import {
  isImpossibleDestination,
  isImpossibleSource,
  isRouteInputDrop,
  martianDestinationCounter,
} from '../martian.js'

import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'martian-destination',
  kind: 'problem',
  what: 'a destination address that may not be on the wire',
  precedence: 1,
  places: [
    { reasons: ['IP_INVALID_DEST'] },
    {
      reasons: ['IP_LOCALNET', ...noReason],
      when: (group) =>
        isRouteInputDrop(group) &&
        !isImpossibleSource(group.flow?.src ?? '') &&
        isImpossibleDestination(group.flow?.dst ?? ''),
      why: 'that address may not be on the wire',
    },
    {
      reasons: ['IP_INADDRERRORS'],
      when: isUnroutableDestination,
      why: 'that address belongs to nobody',
    },
  ],
  counters: (group) => (group.reason === 'IP_INADDRERRORS' ? ['snmp:Ip.InAddrErrors'] : []),
  refs: (group) =>
    group.reason === 'IP_INADDRERRORS'
      ? [{ netns: null, name: 'rt_cache:in_no_route' }]
      : [martianDestinationCounter],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} to an impossible destination address (${destinationsOf(found)})`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its MAC address (see the sample drops). For 127.0.0.0/8 on purpose (some proxies), net.ipv4.conf.IFACE.route_localnet allows it.',
        command: 'sysctl -w net.ipv4.conf.all.log_martians=1',
        verify: 'repeat the recording: the finding is gone',
        undo: 'sysctl -w net.ipv4.conf.all.log_martians=0',
      },
    ],
  }),
})
