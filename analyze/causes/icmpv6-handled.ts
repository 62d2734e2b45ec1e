import { defineCause } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { oncePer } from '../once-per.js'
import { noReason } from '../attribution/reason-cause.js'

const inErrors = 'snmp6:Icmp6InErrors'
const inChecksumErrors = 'snmp6:Icmp6InCsumErrors'

/** Destination unreachable, packet too big, time exceeded, parameter problem. */
const isErrorMessage = ({ flow }: DropGroup): boolean =>
  flow !== undefined && flow.sport >= 1 && flow.sport <= 4

const site = 'icmpv6_rcv'

/** Messages whose refusal the kernel gives a reason for, by namespace; each is in Icmp6InErrors. */
const refusedWithReason = oncePer((groups: readonly DropGroup[]) => {
  const sums = new Map<number | null, number>()
  for (const { reason, netns, drops, ...group } of groups)
    if (group.site === site && countedReasons.includes(reason))
      sums.set(netns, (sums.get(netns) ?? 0) + drops)
  return sums
})
const countedReasons = ['ICMP_CSUM', 'PKT_TOO_SMALL', 'IPV6_BAD_EXTHDR']

/**
 * icmpv6_rcv ends with kfree_skb, not consume_skb, though all is done: up to 6.2 for every message but an echo reply
 * that ping read; since 6.3, where each handler gives a reason, for types that ask nothing of this host (reports of
 * multicast listeners).
 */
export default defineCause({
  name: 'icmpv6-handled',
  kind: 'benign',
  what: 'an ICMPv6 message that was handled, or that asks nothing of this host',
  uses: ['counters'],
  precedence: -1,

  claim(group, { counters, groups }) {
    if (group.site !== site || !noReason.includes(group.reason)) return undefined
    // Messages refused at this site count there: damaged ones without a reason too, before 5.17.
    const errors = counters?.delta(group.netns, inErrors)
    const refused =
      errors === undefined
        ? undefined
        : Math.max(0, errors - (refusedWithReason(groups).get(group.netns) ?? 0))
    const subject = ''
    if (refused !== undefined && refused >= group.drops) {
      // The same counter rises for an error that was handed on and found no socket.
      const isIntact = counters?.delta(group.netns, inChecksumErrors) === 0
      if (!isErrorMessage(group) || !isIntact) return undefined
      const why = `an ICMPv6 error with a right checksum; ${inErrors} also counts those for which no socket was found`
      return { confidence: 'likely', why, subject }
    }
    if (refused === 0)
      return {
        confidence: 'certain',
        why: `${inErrors} did not rise for these: none was refused`,
        subject,
      }
    const why =
      refused === undefined
        ? `${inErrors} was not recorded; it would tell whether some were refused`
        : `${inErrors} rose by less than these: most were handled`
    return { confidence: 'likely', why, subject }
  },

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'ICMPv6 message')} freed after the kernel had done with them`,
    evidence: counterEvidence(counters, { netns: found.netns, name: inErrors }),
    remedy: [],
  }),
})
