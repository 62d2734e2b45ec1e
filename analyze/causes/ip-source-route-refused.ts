import { plural, sysctlEvidence } from '../attribution/evidence.js'
import { asksForSourceRoute, optionSites } from '../packets/ip-options.js'
import { incomingInterface } from '../packets/packet-facts.js'
import { noReason, reasonCause, type ReasonContext } from '../attribution/reason-cause.js'
import type { DropGroup } from '../artifacts/group.js'

/** Both that of the device and that of 'all' must be on. */
function isRefused(group: DropGroup, { host, names }: ReasonContext): boolean | undefined {
  const device = names.interface(group.netns, incomingInterface(group), group.fromNs)
  const values = ['all', device].map(
    (name) => host?.sysctlValues(group.netns, `net.ipv4.conf.${name}.accept_source_route`) ?? [],
  )
  if (values.some((each) => each.includes('0'))) return true
  return values.some((each) => each.length === 0) ? undefined : false
}

export default reasonCause({
  name: 'ip-source-route-refused',
  kind: 'problem',
  what: 'the sender prescribes the route of its packets, which this host does not accept',
  precedence: 3,
  places: [
    {
      reasons: [...noReason, 'IP_INHDR'],
      sites: optionSites,
      when: (group, context) => asksForSourceRoute(group) && isRefused(group, context) === true,
      why: 'it asks for source routing, and accept_source_route is off',
    },
    {
      reasons: noReason,
      sites: optionSites,
      when: (group, context) =>
        asksForSourceRoute(group) && isRefused(group, context) === undefined,
      confidence: 'likely',
      why: 'it asks for source routing; whether that is accepted was not recorded',
    },
  ],
  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'packet')} that ask for source routing refused`,
    evidence: sysctlEvidence(host, found.netns, 'net.ipv4.conf.all.accept_source_route'),
    remedy: [
      {
        what: 'Source routing is off for good reason: it lets strangers choose their way in. Find the sender; only a test network should allow it.',
        command: 'sysctl net.ipv4.conf.all.accept_source_route',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
