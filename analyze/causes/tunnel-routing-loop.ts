import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { isTunnelSendDrop, tunnelCounters, tunnelTrouble } from '../links/tunnel-drop.js'

export default defineCause({
  name: 'tunnel-routing-loop',
  kind: 'problem',
  what: "the route to a tunnel's far end leads into the tunnel itself, or tunnels lead into one another",
  precedence: 3,
  uses: ['counters', 'host'],

  claim(group, context) {
    const subject = context.names.interface(group.netns, group.ifindex, group.fromNs)
    if (group.reason === 'RECURSION_LIMIT')
      return { confidence: 'certain', why: "the kernel's own reason is RECURSION_LIMIT", subject }
    if (!isTunnelSendDrop(group) || tunnelTrouble(group, context) !== 'loop') return undefined
    return {
      confidence: 'certain',
      why: 'the tunnel counts a collision where the route to its far end leads into itself',
      subject,
    }
  },

  moves: (group, context) =>
    group.reason === 'RECURSION_LIMIT'
      ? [
          ...tunnelCounters(group, context, 'collisions').filter((c) => c.name.includes('tx_err')),
          ...['link', 'dev'].map((file) => ({
            netns: group.netns,
            name: `${file}:${context.names.interface(group.netns, group.ifindex, group.fromNs)}.tx_drop${file === 'link' ? 'ped' : ''}`,
          })),
        ].filter(({ netns, name }) => (context.counters?.delta(netns, name) ?? 0) > 0)
      : tunnelCounters(group, context, 'collisions'),

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} lost in tunnel ${found.subject}: its far end is routed through the tunnel itself`,
    evidence: counterEvidence(counters, {
      netns: found.netns,
      name: `link:${found.subject}.collisions`,
    }),
    remedy: [
      {
        what: 'Give the far end of the tunnel a route of its own, more specific than those through the tunnel, over the interface that really leads there.',
        command: shell`ip -d link show ${found.subject}; ip route get FAR_END; ip route add FAR_END via GATEWAY dev IFACE`,
        verify: shell`ip -s -s link show ${found.subject}: collsns no longer rises`,
        undo: 'ip route del FAR_END via GATEWAY dev IFACE',
      },
    ],
  }),
})
