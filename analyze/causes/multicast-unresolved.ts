import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { destinationsOf } from '../routes/forwarding.js'

/** Without a route for source and group the kernel asks the routing daemon, keeps a few packets for ten seconds, and frees the others. */
export default reasonCause({
  name: 'multicast-unresolved',
  kind: 'problem',
  what: 'this multicast router has no route for the source and group, and its routing daemon gives it none',
  places: [
    {
      sites: [
        ...['ipmr_cache_unresolved', 'ip6mr_cache_unresolved'],
        ...['ipmr_destroy_unres', 'ip6mr_destroy_unres'],
      ],
      reasons: noReason,
    },
    {
      // Where the compiler has inlined the function that gives up.
      sites: ['ip_mr_input', 'ip6_mr_input'],
      reasons: noReason,
      confidence: 'likely',
      why: 'multicast routing frees packets there for want of a route, or of the interface in its table',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'multicast packet')} for ${destinationsOf(found)} lost: no multicast route for their source and group`,
    evidence: [],
    remedy: [
      {
        what: 'Multicast routing is on, but its daemon (pimd, smcroute, FRR …) has set no route: see whether it runs and knows both interfaces. An entry that says unresolved waits for it.',
        command: 'ip mroute show table all',
        verify: 'the entry has an incoming interface, and its packets rise',
        undo: '',
      },
    ],
  }),
})
