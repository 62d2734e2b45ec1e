import { defineCause } from '../cause.js'
import { conntrackCounters, conntrackFate, natRules } from '../firewall/conntrack-drop.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { ruleLabel } from '../firewall/firewall.js'

export default defineCause({
  name: 'nat-ports-exhausted',
  kind: 'problem',
  what: 'address translation found no free port for a new connection',
  precedence: 2,
  needs: ['counters'],
  uses: ['firewall', 'host'],

  claim(group, context) {
    if (conntrackFate(group, context) !== 'ports-exhausted') return undefined
    return {
      confidence: 'certain',
      why: 'no rule drops there; connection tracking could not insert the translated connection, as another had its address and port',
    }
  },

  moves: (group) => conntrackCounters(group, 'ports-exhausted'),

  explain: (found, { counters, firewall }) => ({
    title: `${plural(found.drops, 'packet')} lost: address translation has no free port for new connections`,
    // other users of the hook could have refused it, but the counters of both agree
    confidence: 'likely',
    confidenceWhy: 'no rule drops there, and connection tracking counted what it could not insert',
    evidence: [
      ...counterEvidence(counters, { netns: found.netns, name: 'conntrack:insert_failed' }),
      ...counterEvidence(counters, { netns: found.netns, name: 'conntrack:drop' }),
      ...natRules(firewall, found.netns)
        .slice(0, 5)
        .map((rule) => ({
          label: 'translates',
          value: ruleLabel(rule),
          query: `SELECT text FROM firewall_rule WHERE netns = ${found.netns ?? 0} AND handle = ${rule.handle}`,
        })),
    ],
    remedy: [
      {
        what: 'Give the translation more addresses or a wider range of ports, or let connections end sooner (timeouts). A few losses at times, not steady ones, are two first packets of one flow that raced each other.',
        command: 'conntrack -S; conntrack -C',
        verify: 'conntrack -S: insert_failed no longer rises',
        undo: '',
      },
    ],
  }),
})
