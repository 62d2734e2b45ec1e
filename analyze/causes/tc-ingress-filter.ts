import { shell } from '../attribution/shell.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { actionDrops, dropsOfActions } from '../links/tc-redirect.js'

export default reasonCause({
  name: 'tc-ingress-filter',
  kind: 'problem',
  what: 'a tc filter or BPF program dropped it on the way in',
  places: [
    {
      reasons: ['TC_INGRESS', 'TC_COOKIE_ERROR', 'TC_CHAIN_NOTFOUND', 'TC_RECLASSIFY_LOOP'],
      when: (group) => group.site !== '__dev_queue_xmit',
    },
    { reasons: noReason, sites: ['sch_handle_ingress'] },
  ],
  subject: (group, { names }) => names.interface(group.netns, group.ifindex, group.fromNs),
  refs: (group, { names, counters }) => {
    const name = `qdisc:${names.interface(group.netns, group.ifindex, group.fromNs)}/ffff:.drops`
    const counted = (counters?.delta(group.netns, name) ?? 0) > 0 ? [name] : []
    return [...counted, ...actionDrops(group, counters)].map((each) => ({
      netns: group.netns,
      name: each,
    }))
  },
  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} dropped by a tc filter of ${found.subject} on the way in`,
    evidence: dropsOfActions(found, counters),
    remedy: [
      {
        what: `See which filter of ${found.subject} drops: its statistics name the action.`,
        command: shell`tc -s filter show dev ${found.subject} ingress; bpftool net show dev ${found.subject}`,
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
