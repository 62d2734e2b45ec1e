import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { conntrackCounters, conntrackFate } from '../firewall/conntrack-drop.js'
import { counterEvidence, plural, sysctlEvidence } from '../attribution/evidence.js'

export default defineCause({
  name: 'conntrack-table-full',
  kind: 'problem',
  what: 'connection tracking has no room for another connection',
  precedence: 2,
  needs: ['counters'],
  uses: ['firewall', 'host'],

  claim(group, context) {
    if (conntrackFate(group, context) !== 'table-full') return undefined
    return {
      confidence: 'certain',
      why: 'no rule drops there, and connection tracking counted what it could not take in',
    }
  },

  moves: (group) => conntrackCounters(group, 'table-full'),

  explain(found, { counters, host }) {
    const max = host?.sysctl(found.netns, 'net.netfilter.nf_conntrack_max') ?? 'not known'
    return {
      title: `${plural(found.drops, 'packet')} lost: the connection tracking table is full (net.netfilter.nf_conntrack_max ${max})`,
      evidence: [
        ...counterEvidence(counters, { netns: found.netns, name: 'conntrack:drop' }),
        ...counterEvidence(counters, { netns: found.netns, name: 'conntrack:early_drop' }),
        ...sysctlEvidence(host, found.netns, 'net.netfilter.nf_conntrack_max'),
        ...sysctlEvidence(host, found.netns, 'net.netfilter.nf_conntrack_count'),
      ],
      remedy: [
        {
          what: `Raise net.netfilter.nf_conntrack_max (now ${max}), shorten its timeouts, or do not track what needs no tracking (notrack).`,
          command: 'sysctl -w net.netfilter.nf_conntrack_max=1048576',
          verify: 'conntrack -S: drop no longer rises',
          undo: shell`sysctl -w net.netfilter.nf_conntrack_max=${max}`,
        },
      ],
    }
  },
})
