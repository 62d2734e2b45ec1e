import { defineCause, type SilentLoss } from '../cause.js'
import { plural, sysctlEvidence } from '../evidence.js'
import { isMulticast, type Host } from '../host.js'
import { inPrefix } from '../prefix.js'
import { noReason } from '../reason-cause.js'
import type { TrafficFlow } from '../traffic.js'

const ignoreV6 = 'net.ipv6.icmp.echo_ignore_all'
const echoRequest = { icmp: 8, icmpv6: 128 } as const

export default defineCause({
  name: 'icmp-echo-ignored',
  kind: 'depends',
  what: 'this host is told not to answer pings',
  needs: ['traffic', 'host'],

  /** IPv6 frees them without a reason. */
  claim(group, { host }) {
    const { flow, netns } = group
    if (group.site !== 'icmpv6_rcv' || !noReason.includes(group.reason)) return undefined
    if (flow?.proto !== 58 || flow.sport !== echoRequest.icmpv6) return undefined
    if (!host.sysctlValues(netns, ignoreV6).includes('1')) return undefined
    return {
      confidence: 'certain',
      why: `freed unanswered, and ${ignoreV6} is 1`,
      subject: ignoreV6,
    }
  },

  /** IPv4 reads such requests like any other and says nothing: no event and no counter, but they were captured. */
  silent({ traffic, host }) {
    const largest = new Map<string, { flow: TrafficFlow; setting: string }>()
    for (const flow of traffic.flows) {
      const setting = ignoredBy(flow, host)
      if (setting === undefined) continue
      // one packet is seen on several interfaces of a namespace
      const key = `${flow.netns} ${flow.src} ${flow.dst}`
      const known = largest.get(key)
      if (known === undefined || flow.packets > known.flow.packets)
        largest.set(key, { flow, setting })
    }
    return [...largest.values()].map(({ flow, setting }): SilentLoss => ({
      netns: flow.netns,
      ifindex: flow.ifindex,
      subject: setting,
      drops: flow.packets,
      fromNs: flow.fromNs,
      toNs: flow.toNs,
      counters: [],
      confidence: 'certain',
      why: `captured on their way in, and ${setting} is 1`,
      buckets: Float64Array.from([flow.fromNs, flow.packets]),
    }))
  },

  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'ping')} not answered: ${found.subject} is 1`,
    severity: 'benign',
    evidence: sysctlEvidence(host, found.netns, found.subject),
    remedy: [
      {
        what: 'Let the host answer if pings shall tell whether it is there.',
        command: `sysctl -w ${found.subject}=0`,
        verify: 'ping gets answers',
        undo: `sysctl -w ${found.subject}=1`,
      },
    ],
  }),
})

/** The setting that makes this host ignore such requests. */
function ignoredBy(flow: TrafficFlow, host: Host): string | undefined {
  const isSet = (name: string): string | undefined =>
    host.sysctlValues(flow.netns, name).includes('1') ? name : undefined
  if (flow.proto !== 1 || flow.sport !== echoRequest.icmp) return undefined
  if (host.isLocalAddress(flow.netns, flow.dst)) return isSet('net.ipv4.icmp_echo_ignore_all')
  const isOwn = host.isLocalAddress(flow.netns, flow.src) && !inPrefix(flow.src, '127.0.0.0/8')
  const toMany = isMulticast(flow.dst) || host.isBroadcast(flow.netns, flow.dst)
  return toMany && !isOwn ? isSet('net.ipv4.icmp_echo_ignore_broadcasts') : undefined
}
