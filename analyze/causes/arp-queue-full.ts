import { shell } from '../attribution/shell.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { sysctlEvidence } from '../attribution/evidence.js'

import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'arp-queue-full',
  kind: 'problem',
  what: 'too many packets wait for one address resolution',
  places: [{ reasons: ['NEIGH_QUEUEFULL'] }],
  refs: (group) => [
    { netns: null, name: `${isIpv6(group) ? 'ndisc' : 'arp'}_cache:unresolved_discards` },
  ],
  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'packet')} lost: too many waited for one address resolution`,
    evidence: [
      ...sysctlEvidence(host, found.netns, 'net.ipv4.neigh.default.unres_qlen_bytes'),
      ...sysctlEvidence(host, found.netns, 'net.ipv4.neigh.default.unres_qlen'),
    ],
    remedy: [
      {
        what: `Find out why the next hop answers late or not at all (see arp-unresolved); for bursts to new neighbours raise net.ipv4.neigh.default.unres_qlen_bytes (now ${host?.sysctl(found.netns, 'net.ipv4.neigh.default.unres_qlen_bytes') ?? 'not known'}).`,
        command: 'sysctl -w net.ipv4.neigh.default.unres_qlen_bytes=1000000',
        verify: 'arp_cache:unresolved_discards no longer rises',
        undo: shell`sysctl -w net.ipv4.neigh.default.unres_qlen_bytes=${host?.sysctl(found.netns, 'net.ipv4.neigh.default.unres_qlen_bytes') ?? '212992'}`,
      },
    ],
  }),
})
