import { plural } from '../attribution/evidence.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { programEvidence } from '../links/xdp-verdict.js'

export default reasonCause({
  name: 'xdp-redirect-failed',
  kind: 'problem',
  what: 'an XDP program sent it to another interface, CPU or socket, which could not take it',
  precedence: 1,
  places: [
    {
      reasons: ['XDP'],
      why: 'the kernel gives the reason XDP where a redirect of generic XDP fails, and nowhere else',
    },
  ],
  subject: (group) => String(group.ifindex),
  explain(found, { host, names }) {
    const [group] = found.groups
    const device =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, found.fromNs)
    return {
      title: `${plural(found.drops, 'packet')} that the XDP program on ${device} redirected lost: the target could not take them`,
      evidence: programEvidence(group, host),
      remedy: [
        {
          what: 'See that the target is there and up, and is what the map of the program names; a target of native XDP must have a queue for it.',
          command:
            'bpftrace -e "tracepoint:xdp:xdp_redirect_err { @[args->ifindex, args->to_ifindex, args->err] = count() }"',
          verify: 'tracepoint xdp:xdp_redirect_err no longer fires',
          undo: '',
        },
      ],
    }
  },
})
