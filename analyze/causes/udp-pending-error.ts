import { defineCause, type SilentLoss } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

/** What IP counts where a send fails before a packet is built, and the ICMP errors that make a send fail so. */
const errorsBehind: Readonly<Record<string, string>> = {
  'snmp:Ip.OutDiscards': 'snmp:Icmp.InDestUnreachs',
  'snmp6:Ip6OutDiscards': 'snmp6:Icmp6InDestUnreachs',
}

export default defineCause({
  name: 'udp-pending-error',
  kind: 'benign',
  what: 'a UDP send reported an earlier ICMP error to its program, and sent nothing',
  // after what discards packets, before what is taken for a loss by its counter alone
  precedence: -4,
  needs: ['counters'],

  silent({ counters }, residues) {
    return counters.moved.flatMap((counter): SilentLoss[] => {
      const { name, netns, edge, steps, fromNs, toNs } = counter
      const drops = residues.residue(netns, name) ?? 0
      const errors = counters.delta(netns, errorsBehind[name] ?? '') ?? 0
      // each error that came makes one send fail
      if (drops <= 0 || drops <= edge || errors < drops) return []
      return [
        {
          netns,
          ifindex: 0,
          subject: name,
          drops,
          fromNs,
          toNs,
          counters: [{ netns, name }],
          confidence: 'likely',
          why: 'no packet was freed, and at least as many ICMP errors came: the next send of a connected socket fails with each, before a packet is built',
          buckets: lossBuckets(steps, drops),
        },
      ]
    })
  },

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'UDP send')} failed with an ICMP error that had come before; the program was told, and nothing was sent`,
    evidence: [
      ...counterEvidence(counters, { netns: found.netns, name: found.subject }),
      ...counterEvidence(counters, {
        netns: found.netns,
        name: errorsBehind[found.subject] ?? '',
      }),
    ],
    remedy: [],
  }),
})
