import { defineCause } from '../cause.js'
import type { DropGroup } from '../group.js'
import { counterEvidence, plural } from '../evidence.js'
import { noReason } from '../reason-cause.js'

const inErrors = 'snmp6:Icmp6InErrors'
const inChecksumErrors = 'snmp6:Icmp6InCsumErrors'

/** Destination unreachable, packet too big, time exceeded, parameter problem. */
const isErrorMessage = ({ flow }: DropGroup): boolean =>
  flow !== undefined && flow.sport >= 1 && flow.sport <= 4

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

  claim(group, { counters }) {
    if (group.site !== 'icmpv6_rcv' || !noReason.includes(group.reason)) return undefined
    // Messages refused at this site count there: damaged ones without a reason too, before 5.17.
    const refused = counters?.delta(group.netns, inErrors)
    const subject = ''
    if (refused !== undefined && refused >= group.drops) {
      // The same counter rises for an error that was handed on and found no socket.
      const isIntact = counters?.delta(group.netns, inChecksumErrors) === 0
      if (!isErrorMessage(group) || !isIntact) return undefined
      const why = `an ICMPv6 error with a right checksum; ${inErrors} also counts those for which no socket was found`
      return { confidence: 'likely', why, subject }
    }
    if (refused === 0)
      return { confidence: 'certain', why: `${inErrors} did not rise: none was refused`, subject }
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
