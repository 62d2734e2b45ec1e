import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import { isXdpDrop, programEvidence, xdpVerdict } from '../links/xdp-verdict.js'

export default defineCause({
  name: 'xdp-aborted',
  kind: 'problem',
  what: 'an XDP program failed (XDP_ABORTED, or a verdict that is none), and the packet was lost with that',
  uses: ['host'],

  claim(group, { host }) {
    if (!isXdpDrop(group) || xdpVerdict(group, host) !== 'aborted') return undefined
    return {
      confidence: 'certain',
      why: 'packets are freed there when an XDP program refuses them, and the instructions of this one let it fail but not drop',
      subject: String(group.ifindex),
    }
  },

  explain(found, { host, names }) {
    const [group] = found.groups
    const device =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, found.fromNs)
    return {
      title: `${plural(found.drops, 'packet')} lost because the XDP program on ${device} failed (XDP_ABORTED)`,
      evidence: programEvidence(group, host),
      remedy: [
        {
          what: 'XDP_ABORTED is the verdict of a program that ran into an error of its own: a map that is full or not filled, a helper that failed, a packet it did not expect. Ask its author; see how often it fails.',
          command:
            'bpftrace -e "tracepoint:xdp:xdp_exception { @[args->prog_id, args->act, args->ifindex] = count() }"',
          verify: 'tracepoint xdp:xdp_exception no longer fires',
          undo: '',
        },
        {
          what: 'Without the program packets get through.',
          command: shell`ip link set ${device} xdp off`,
          verify: 'repeat the recording: the finding is gone',
          undo: shell`ip link set ${device} xdp object FILE`,
        },
      ],
    }
  },
})
