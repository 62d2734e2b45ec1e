import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { isTunnelSendDrop, tunnelCounters, tunnelTrouble } from '../links/tunnel-drop.js'

export default defineCause({
  name: 'tunnel-no-route',
  kind: 'problem',
  what: "there is no route to a tunnel's far end",
  precedence: 3,
  uses: ['counters', 'host'],

  claim(group, context) {
    if (!isTunnelSendDrop(group) || tunnelTrouble(group, context) !== 'no route') return undefined
    return {
      confidence: 'certain',
      why: 'the tunnel counts a carrier error where it finds no route to its far end',
      subject: context.names.interface(group.netns, group.ifindex, group.fromNs),
    }
  },

  moves: (group, context) => tunnelCounters(group, context, 'tx_carrier_errors'),

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} lost in tunnel ${found.subject}: there is no route to its far end`,
    evidence: counterEvidence(counters, {
      netns: found.netns,
      name: `link:${found.subject}.tx_carrier_errors`,
    }),
    remedy: [
      {
        what: 'Add a route to the far end of the tunnel.',
        command: shell`ip -d link show ${found.subject}; ip route get FAR_END; ip route add FAR_END via GATEWAY`,
        verify: shell`ip -s -s link show ${found.subject}: carrier errors no longer rise`,
        undo: 'ip route del FAR_END via GATEWAY',
      },
    ],
  }),
})
