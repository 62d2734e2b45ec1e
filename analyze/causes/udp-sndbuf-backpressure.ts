import { defineCause, type SilentLoss } from '../cause.js'
import { counterEvidence, plural, sysctlEvidence } from '../attribution/evidence.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

const refused = ['snmp:Udp.SndbufErrors', 'snmp6:Udp6SndbufErrors']

/** IP counts the same sends where it was to build the packet. */
const discards: Readonly<Record<string, string>> = {
  'snmp:Udp.SndbufErrors': 'snmp:Ip.OutDiscards',
  'snmp6:Udp6SndbufErrors': 'snmp6:Ip6OutDiscards',
}

export default defineCause({
  name: 'udp-sndbuf-backpressure',
  kind: 'benign',
  what: "a UDP sender's own buffer is full: it was told so, and nothing left",
  needs: ['counters'],
  uses: ['host'],

  silent({ counters }, residues) {
    const losses: SilentLoss[] = []
    for (const counter of counters.moved) {
      if (!refused.includes(counter.name)) continue
      // what a qdisc or tc refused is in this counter too, and has been taken off
      const drops = residues.residue(counter.netns, counter.name) ?? 0
      if (drops <= 0 || drops <= counter.edge) continue
      losses.push({
        netns: counter.netns,
        ifindex: 0,
        subject: counter.name,
        drops,
        fromNs: counter.fromNs,
        toNs: counter.toNs,
        counters: [counter.name, discards[counter.name] ?? '']
          .filter((name) => (residues.residue(counter.netns, name) ?? 0) >= drops)
          .map((name) => ({ netns: counter.netns, name })),
        confidence: 'likely',
        why: 'no packet was freed: the sends were refused before one was built',
        buckets: lossBuckets(counter.steps, drops),
      })
    }
    return losses
  },

  explain: (found, { counters, host }) => ({
    title: `${plural(found.drops, 'UDP send')} refused because the sender's buffer was full; the program was told`,
    evidence: [
      ...counterEvidence(counters, { netns: found.netns, name: found.subject }),
      ...sysctlEvidence(host, found.netns, 'net.core.wmem_default'),
    ],
    remedy: [],
  }),
})
