import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'
import { localSendCounters } from '../local-send.js'

export default reasonCause({
  name: 'cgroup-bpf-egress',
  kind: 'problem',
  what: "a cgroup's BPF program refused it on the way out",
  places: [{ reasons: ['BPF_CGROUP_EGRESS'] }],
  // 6.18: a local sender gets EPERM, which IP counts; UDP does not
  counters: (group) => localSendCounters(group).filter((name) => name.includes('OutDiscards')),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused on the way out by a BPF program of the sender's cgroup`,
    evidence: [],
    remedy: [
      {
        what: 'See which program is attached to the cgroup of the sending process.',
        command: 'bpftool cgroup tree',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
