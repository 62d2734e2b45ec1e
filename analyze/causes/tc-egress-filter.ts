import { shell } from '../attribution/shell.js'
import { localSendCounters } from '../sockets/local-send.js'
import { isUdp } from '../packets/packet-facts.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { actionDrops, dropsOfActions } from '../links/tc-redirect.js'

export default reasonCause({
  name: 'tc-egress-filter',
  kind: 'problem',
  what: 'a tc filter or BPF program dropped it on the way out',
  places: [{ reasons: ['TC_EGRESS'] }, { reasons: noReason, sites: ['sch_handle_egress'] }],
  subject: (group, { names }) => names.interface(group.netns, group.ifindex, group.fromNs),
  refs: (group, { names, counters }) => {
    // clsact counts what its filters drop, tcx does not
    const clsact = `qdisc:${names.interface(group.netns, group.ifindex, group.fromNs)}/ffff:.drops`
    const counted = (counters?.delta(group.netns, clsact) ?? 0) > 0 ? [clsact] : []
    const told = isUdp(group) ? localSendCounters(group) : []
    return [...counted, ...actionDrops(group, counters), ...told].map((name) => ({
      netns: group.netns,
      name,
    }))
  },
  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} dropped by a tc filter of ${found.subject} on the way out`,
    evidence: dropsOfActions(found, counters),
    remedy: [
      {
        what: `See which filter of ${found.subject} drops: its statistics name the action.`,
        command: shell`tc -s filter show dev ${found.subject} egress; bpftool net show dev ${found.subject}`,
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
