import { shell } from '../attribution/shell.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'
import { isLocallySent, toMulticast } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'

export default reasonCause({
  name: 'ipv6-disabled',
  kind: 'depends',
  what: 'IPv6 arrives on an interface where it is off',
  places: [{ reasons: ['IPV6DISABLED'] }],
  subject: (group) => (toMulticast(group) ? 'multicast' : ''),
  counters: (group) => [
    group.site === 'ip6_output' || isLocallySent(group)
      ? 'snmp6:Ip6OutDiscards'
      : 'snmp6:Ip6InDiscards',
  ],
  explain(found, { host, names }) {
    const [group] = found.groups
    const device =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, group.fromNs)
    const setting = `net.ipv6.conf.${device === '' ? 'all' : device}.disable_ipv6`
    return {
      title: `${plural(found.drops, 'IPv6 packet')} on an interface where IPv6 is off`,
      // reports and discovery that neighbours and the kernel itself send to groups
      severity: found.subject === 'multicast' ? 'benign' : 'problem',
      evidence: [
        ...sysctlEvidence(host, found.netns, setting),
        ...sysctlEvidence(host, found.netns, 'net.ipv6.conf.all.disable_ipv6'),
      ],
      remedy: [
        {
          what: 'If IPv6 is wanted there, switch it on; otherwise these are neighbours who still use it.',
          command: shell`sysctl -w ${setting}=0`,
          verify: 'snmp6:Ip6InDiscards no longer rises',
          undo: shell`sysctl -w ${setting}=1`,
        },
      ],
    }
  },
})
