import { shell } from '../attribution/shell.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { carrierEvidence, neighbourSetting } from '../links/next-hop-device.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'

export default reasonCause({
  name: 'arp-queue-full',
  kind: 'problem',
  what: 'too many packets wait for one address resolution',
  places: [{ reasons: ['NEIGH_QUEUEFULL'] }],
  subject: (group, { host }) => host?.interfaceName(group.netns, group.ifindex, group.fromNs) ?? '',
  refs: (group) => [
    { netns: null, name: `${isIpv6(group) ? 'ndisc' : 'arp'}_cache:unresolved_discards` },
  ],
  explain(found, { host, counters }) {
    const device = found.subject
    const family = found.groups.every(isIpv6) ? 6 : 4
    const setting = neighbourSetting(family, device, 'unres_qlen_bytes')
    const now = host?.sysctl(found.netns, setting)
    const carrier = carrierEvidence(found, host, counters)
    const first =
      carrier.length === 0
        ? 'Find out why the next hop answers late or not at all (see arp-unresolved)'
        : `The link of ${device} was down about then: find out why, for the next hop must be asked for anew each time`
    return {
      title: `${plural(found.drops, 'packet')} lost: too many waited for one address resolution${carrier.length === 0 ? '' : `, when the link of ${device} had been down`}`,
      evidence: [
        ...carrier,
        ...sysctlEvidence(host, found.netns, setting),
        ...sysctlEvidence(host, found.netns, neighbourSetting(family, device, 'unres_qlen')),
      ],
      remedy: [
        {
          what: `${first}; for bursts to new neighbours raise ${setting} (now ${now ?? 'not known'}).`,
          command: shell`sysctl -w ${setting}=1000000`,
          verify: 'arp_cache:unresolved_discards no longer rises',
          undo: shell`sysctl -w ${setting}=${now ?? '212992'}`,
        },
      ],
    }
  },
})
