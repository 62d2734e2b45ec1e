import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { transmitDropCounters } from '../ledger/device-counters.js'
import { plural } from '../attribution/evidence.js'
import { deviceOf } from '../links/link-state.js'
import { droppingQdiscs, isQdiscDrop } from '../links/qdisc-drop.js'

export default defineCause({
  name: 'tun-no-reader',
  kind: 'problem',
  what: 'no program has the tun/tap device open',
  precedence: 2,
  needs: ['host', 'counters'],

  claim(group, context) {
    const subject = context.names.interface(group.netns, group.ifindex, group.fromNs)
    if (group.site === 'tun_net_xmit' && group.reason === 'DEV_READY') {
      return { confidence: 'certain', why: 'tun has no queue that a program has open', subject }
    }
    const device = deviceOf(group, context.host)
    if (!isQdiscDrop(group) || device?.kind !== 'tun' || droppingQdiscs(group, context).length > 0)
      return undefined
    return {
      confidence: 'certain',
      why: 'the tun device has no carrier, and no qdisc counted the drop',
      subject,
    }
  },

  moves: (group, { names }) => transmitDropCounters(group, names),

  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} sent to ${found.subject} lost: no program has it open`,
    evidence: [],
    remedy: [
      {
        what: `Start the program that serves ${found.subject} (VPN, virtual machine), or remove the routes that lead there.`,
        command: shell`ip -d link show ${found.subject}`,
        verify: shell`ip link show ${found.subject} has LOWER_UP`,
        undo: '',
      },
    ],
  }),
})
