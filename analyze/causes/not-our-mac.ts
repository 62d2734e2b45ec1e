import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'not-our-mac',
  kind: 'depends',
  what: 'the frame was for another station',
  places: [{ reasons: ['OTHERHOST'] }],
  refs: (group, { names }) => {
    const device = names.interface(group.netns, group.ifindex, group.fromNs)
    return device === ''
      ? []
      : [{ netns: group.netns, name: `link:${device}.rx_otherhost_dropped` }]
  },
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} in frames for another station's MAC address`,
    severity: 'benign',
    evidence: [],
    remedy: [
      {
        what: 'Usual with promiscuous mode, mirror ports and flooding switches. If these packets were meant for this host, the sender has a wrong or stale neighbour entry.',
        command: 'ip neigh show   # at the sender',
        verify: 'link rx_otherhost_dropped no longer rises',
        undo: '',
      },
    ],
  }),
})
