import { defineCause, type SilentLoss } from '../cause.js'
import { counterEvidence, plural } from '../evidence.js'
import { lossBuckets } from '../loss-buckets.js'

const v4 = 'snmp:Ip.OutNoRoutes'
const v6 = 'snmp6:Ip6OutNoRoutes'

export default defineCause({
  name: 'no-route-local-send',
  kind: 'problem',
  what: 'a local program sends to a network this host has no route to: it is told so, and no packet is built',
  needs: ['counters'],
  uses: ['host'],

  silent({ counters }, residues) {
    const losses: SilentLoss[] = []
    for (const counter of counters.all) {
      if (counter.name !== v4 && counter.name !== v6) continue
      const drops = residues.residue(counter.netns, counter.name) ?? 0
      if (drops <= 0) continue
      losses.push({
        netns: counter.netns,
        ifindex: 0,
        subject: counter.name,
        drops,
        fromNs: counter.steps[0] ?? 0,
        toNs: counter.steps.at(-2) ?? 0,
        counters: [{ netns: counter.netns, name: counter.name }],
        confidence: 'certain',
        why: 'the counter rises where a sender asks for a route and there is none; no packet exists yet, so there is no drop event',
        buckets: lossBuckets(counter.steps, drops),
      })
    }
    return losses
  },

  explain(found, { counters, host }) {
    const isV6 = found.subject === v6
    const { netns } = found
    const hasDefault = (host?.facts.routes ?? []).some(
      (r) =>
        r.netns === netns &&
        r.family === (isV6 ? 6 : 4) &&
        /^(default|0\.0\.0\.0\/0|::\/0)/.test(r.dst),
    )
    // programs try IPv6 first wherever a name has such an address: on a host without IPv6 that is no loss
    const isProbe = isV6 && !isReachable(found.netns, host)
    const family = isV6 ? 'IPv6' : 'IPv4'
    return {
      title: `${plural(found.drops, `${family} send`)} of local programs refused: no route to the destination`,
      severity: isProbe ? 'benign' : 'problem',
      evidence: [
        ...counterEvidence(counters, { netns, name: found.subject }),
        {
          label: `default route for ${family}`,
          value: hasDefault ? 'there is one' : 'none',
          query: `SELECT dst, text FROM route WHERE netns = ${netns ?? 0} AND family = ${isV6 ? 6 : 4}`,
        },
      ],
      remedy: [
        {
          what: 'Add a route to the destination or a default route, or see which program sends there: it gets the error ENETUNREACH.',
          command: `ip ${isV6 ? '-6 ' : ''}route get DESTINATION`,
          verify: `${found.subject} no longer rises`,
          undo: '',
        },
      ],
    }
  },
})

/** Has the namespace an IPv6 address beyond its links? */
const isReachable = (
  netns: number | null,
  host:
    | { readonly facts: { readonly addresses: readonly { netns: number; address: string }[] } }
    | undefined,
): boolean =>
  (host?.facts.addresses ?? []).some(
    (a) => a.netns === netns && a.address.includes(':') && !/^(fe[89ab]|::1$)/i.test(a.address),
  )
