import { defineCause } from '../cause.js'
import { conntrackCounters, conntrackFate } from '../firewall/conntrack-drop.js'
import { counterEvidence, plural } from '../attribution/evidence.js'

export default defineCause({
  name: 'conntrack-insert-clash',
  kind: 'problem',
  what: 'two first packets of one connection raced each other, and connection tracking kept one',
  precedence: 2,
  needs: ['counters'],
  uses: ['firewall', 'host'],

  claim(group, context) {
    if (conntrackFate(group, context) !== 'insert-clash') return undefined
    return {
      confidence: 'certain',
      why: 'no rule drops and nothing translates addresses there; connection tracking counted entries it could not insert',
    }
  },

  moves: (group) => conntrackCounters(group, 'insert-clash'),

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} lost: connection tracking could not insert their connection, another had the same addresses`,
    // other users of the hook could have refused it, but the counters of both agree
    confidence: 'likely',
    confidenceWhy: 'no rule drops there, and connection tracking counted what it could not insert',
    evidence: [
      ...counterEvidence(counters, { netns: found.netns, name: 'conntrack:insert_failed' }),
      ...counterEvidence(counters, { netns: found.netns, name: 'conntrack:drop' }),
    ],
    remedy: [
      {
        what: 'Typical for DNS: A and AAAA requests from one port at the same time. Let the resolver send them one after the other (single-request), or exempt them from tracking.',
        command: 'echo options single-request-reopen >> /etc/resolv.conf',
        verify: 'conntrack -S: insert_failed no longer rises',
        undo: '',
      },
    ],
  }),
})
