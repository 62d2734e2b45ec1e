import type { PacketHeaders } from '../../session/packet/headers.js'
import type { DropGroup } from '../artifacts/group.js'
import { allSamples, isIpv6 } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { transportRoom } from '../packets/transport-checksum.js'

/** Unreachable, source quench, redirect, time exceeded, parameter problem: each quotes the packet it is about. */
const icmpErrors: readonly number[] = [3, 4, 5, 11, 12]
const icmpHeaderLength = 8
const ipHeaderLength = 20

const quotesNoHeader = (headers: PacketHeaders | undefined): boolean | undefined => {
  const room = headers?.ipv4 === undefined ? undefined : transportRoom(headers)
  if (headers === undefined || room === undefined) return undefined
  return icmpErrors.includes(headers.sport) && room < icmpHeaderLength + ipHeaderLength
}

export default reasonCause({
  name: 'icmp-truncated',
  kind: 'depends',
  what: 'an ICMP message ends before what its type says it holds',
  precedence: 1,
  places: [
    { reasons: ['PKT_TOO_SMALL'], sites: ['icmp_rcv', 'icmpv6_rcv'] },
    {
      reasons: noReason,
      sites: ['icmp_rcv'],
      when: (group) => allSamples(group, ({ headers }) => quotesNoHeader(headers)) === true,
      why: 'the kernel gives no reason here; these errors do not quote a whole IP header',
    },
  ],
  counters: (group) => [inErrors(group)],
  explain: (found) => ({
    title: `${plural(found.drops, 'ICMP message')} cut short: they end before what their type says they hold`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Find the sender: errors about packets of this host may be among them, which then never arrive.',
        command: '',
        verify: `${found.groups[0] === undefined ? 'the counter' : inErrors(found.groups[0])} no longer rises`,
        undo: '',
      },
    ],
  }),
})

const inErrors = (group: DropGroup): string =>
  isIpv6(group) ? 'snmp6:Icmp6InErrors' : 'snmp:Icmp.InErrors'
