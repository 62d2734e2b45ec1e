import { shell } from '../attribution/shell.js'
import { defineCause, type SilentLoss } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'
import { isTcp } from '../packets/packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'
import { routeSites } from '../routes/special-route.js'

const v4 = 'snmp:Ip.OutNoRoutes'
const v6 = 'snmp6:Ip6OutNoRoutes'

export default defineCause({
  name: 'no-route-local-send',
  kind: 'problem',
  what: 'a local program sends to a network this host has no route to: it is told so, and no packet is built',
  needs: ['counters'],
  uses: ['host'],

  /** The only way to be freed there: the route lookup of a reset or an ACK without a connection's socket failed. */
  claim: ({ site, reason }) =>
    site === resetSite && noReason.includes(reason)
      ? {
          confidence: 'certain',
          why: 'a reset or an acknowledgement that the kernel answers with ends there where no route leads back',
          subject: answersSubject,
        }
      : undefined,

  moves: ({ netns }) => [{ netns, name: v6 }],

  silent({ counters, host, groups }, residues) {
    const losses: SilentLoss[] = []
    for (const { name, netns, steps, fromNs, toNs } of counters.moved) {
      if (name !== v4 && name !== v6) continue
      const drops = residues.residue(netns, name) ?? 0
      if (drops <= 0) continue
      const loss: SilentLoss = {
        netns,
        ifindex: 0,
        subject: name,
        drops,
        fromNs,
        toNs,
        counters: [{ netns, name }],
        confidence: 'certain',
        why: 'the counter rises where a sender asks for a route and there is none; no packet exists yet, so there is no drop event',
        buckets: lossBuckets(steps, drops),
      }
      // IPv4 does not count where an ICMP error or a reset has no way back
      const unanswered = name === v6 && host !== undefined ? unroutable(groups, netns, host) : 0
      const answers = Math.min(drops, unanswered)
      if (answers > 0)
        losses.push({
          ...{ ...loss, subject: answersSubject, drops: answers, confidence: 'likely' },
          why: 'as many packets that the kernel answers came from addresses without a route back',
          buckets: lossBuckets(steps, answers),
        })
      const sends = drops - answers
      if (sends > 0) losses.push({ ...loss, drops: sends, buckets: lossBuckets(steps, sends) })
    }
    return losses
  },

  explain(found, { counters, host }) {
    const { netns, subject } = found
    if (subject === answersSubject)
      return {
        title: `${plural(found.drops, 'answer')} of this host (ICMPv6 errors, TCP resets) not sent: no route back; the packets they are about are shown as drops of their own`,
        severity: 'benign',
        evidence: counterEvidence(counters, { netns, name: v6 }),
        remedy: [],
      }
    const isV6 = subject === v6
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
      title: `${plural(found.drops, `${family} send`)} of this host refused: no route to the destination`,
      severity: isProbe ? 'benign' : 'problem',
      evidence: [
        ...counterEvidence(counters, { netns, name: subject }),
        {
          label: `default route for ${family}`,
          value: hasDefault ? 'there is one' : 'none',
          query: `SELECT dst, text FROM route WHERE netns = ${netns ?? 0} AND family = ${isV6 ? 6 : 4}`,
        },
      ],
      remedy: [
        {
          what: 'Add a route to the destination or a default route, or see which program sends there: it gets the error ENETUNREACH.',
          command: shell`ip ${isV6 ? '-6 ' : ''}route get DESTINATION`,
          verify: `${subject} no longer rises`,
          undo: '',
        },
      ],
    }
  },
})

/** Packets that the kernel answers where it drops them, from sources that no route leads to. */
const unroutable = (groups: readonly DropGroup[], netns: number | null, host: Host): number =>
  groups.reduce((sum, group) => {
    const { flow, reason, site, drops } = group
    const isAnswered =
      group.netns === netns &&
      flow?.family === 6 &&
      // resets have events of their own
      !isTcp(group) &&
      (reason === 'NO_SOCKET' || site === 'ip6_forward' || routeSites.includes(site))
    return isAnswered && host.routeTo(netns, flow.src) === undefined ? sum + drops : sum
  }, 0)

const answersSubject = 'answers'
const resetSite = 'tcp_v6_send_response'

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
