import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'
import {
  destinationsOf,
  forwardingSetting,
  isIpv4ForwardingOff,
  isUnroutableDestination,
} from '../routes/forwarding.js'
import { isIpv4 } from '../packets/packet-facts.js'

export default reasonCause({
  name: 'ip-forwarding-disabled',
  kind: 'problem',
  what: 'the packet is for another host, and this one does not forward IPv4',
  places: [
    {
      reasons: ['IP_INADDRERRORS'],
      sites: ['ip_error', 'ip_route_input_slow', 'ip_rcv_finish_core', 'ip_rcv_finish'],
      when: (group) => isIpv4(group) && !isUnroutableDestination(group),
    },
    {
      reasons: noReason,
      sites: ['ip_error'],
      when: (group, { host, names }) =>
        isIpv4(group) && isIpv4ForwardingOff(group, host, names) === true,
      confidence: 'likely',
      why: 'kernels before 5.19 give no reason there; forwarding is off on the way in',
    },
  ],
  counters: () => ['snmp:Ip.InAddrErrors'],
  refs: () => [{ netns: null, name: 'rt_cache:in_no_route' }],
  explain(found, { host, names }) {
    const setting = forwardingSetting(found, names)
    const value = host?.sysctl(found.netns, setting)
    return {
      title: `${plural(found.drops, 'IPv4 packet')} for ${destinationsOf(found)} not forwarded: forwarding is off`,
      evidence: [
        ...sysctlEvidence(host, found.netns, setting),
        ...sysctlEvidence(host, found.netns, 'net.ipv4.ip_forward'),
      ],
      remedy: [
        {
          what: `If this host is a router, switch forwarding on (${setting} is ${value ?? 'not known'}); otherwise the sender has a wrong route or a wrong MAC address for ${destinationsOf(found)}.`,
          command: 'sysctl -w net.ipv4.ip_forward=1',
          verify: 'snmp:Ip.InAddrErrors no longer rises, snmp:Ip.ForwDatagrams does',
          undo: 'sysctl -w net.ipv4.ip_forward=0',
        },
      ],
    }
  },
})
