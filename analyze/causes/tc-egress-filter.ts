import { isIpv6, isLocallySent, isUdp } from '../packet-facts.js'
import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'tc-egress-filter',
  kind: 'problem',
  what: 'a tc filter or BPF program dropped it on the way out',
  places: [{ reasons: ['TC_EGRESS'] }, { reasons: noReason, sites: ['sch_handle_egress'] }],
  subject: (group) => String(group.ifindex),
  refs: (group) =>
    isLocallySent(group) && isUdp(group)
      ? (isIpv6(group)
          ? ['snmp6:Ip6OutDiscards', 'snmp6:Udp6SndbufErrors']
          : ['snmp:Ip.OutDiscards', 'snmp:Udp.SndbufErrors']
        ).map((name) => ({ netns: group.netns, name }))
      : [],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} dropped by a tc filter on the way out`,
    evidence: [],
    remedy: [
      {
        what: 'See which filter drops: its statistics name the action.',
        command: 'tc -s filter show dev IFACE egress; bpftool net show',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
