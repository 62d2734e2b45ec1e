import { shell } from '../attribution/shell.js'
import { defineCause, type SilentLoss } from '../cause.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { isMulticast, type Host } from '../artifacts/host.js'
import { inPrefix } from '../routes/prefix.js'
import { noReason } from '../attribution/reason-cause.js'
import type { TrafficFlow } from '../artifacts/traffic.js'

const ignoreV6 = 'net.ipv6.icmp.echo_ignore_all'
const ignoreBroadcasts = 'net.ipv4.icmp_echo_ignore_broadcasts'
const echoRequest = { icmp: 8, icmpv6: 128 } as const

export default defineCause({
  name: 'icmp-echo-ignored',
  kind: 'depends',
  what: 'this host is told not to answer pings',
  needs: ['traffic', 'host'],

  precedence: 1,

  /** IPv6 frees them without a reason; IPv4, since 6.3, those to many with one that other messages to many have as well. */
  claim(group, { host }) {
    const { flow, netns } = group
    if (isRefusedBroadcast(group, host))
      return {
        confidence: 'certain',
        why: `freed unanswered, and ${ignoreBroadcasts} is 1`,
        subject: ignoreBroadcasts,
      }
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
  silent({ traffic, host, groups }) {
    const withEvent = new Map<string, number>()
    for (const group of groups) {
      if (group.flow === undefined || !isRefusedBroadcast(group, host)) continue
      const ends = endsOf(group.netns, group.flow)
      withEvent.set(ends, (withEvent.get(ends) ?? 0) + group.drops)
    }
    const largest = new Map<string, { flow: TrafficFlow; setting: string }>()
    for (const flow of traffic.flows) {
      const setting = ignoredBy(flow, host)
      if (setting === undefined) continue
      // one packet is seen on several interfaces of a namespace
      const key = endsOf(flow.netns, flow)
      if (flow.packets <= (withEvent.get(key) ?? 0)) continue
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
        command: shell`sysctl -w ${found.subject}=0`,
        verify: 'ping gets answers',
        undo: shell`sysctl -w ${found.subject}=1`,
      },
    ],
  }),
})

/** An echo request to a broadcast or multicast address that icmp_rcv frees; a timestamp request is freed in the same way. */
const isRefusedBroadcast = ({ site, reason, flow, netns }: DropGroup, host: Host): boolean =>
  site === 'icmp_rcv' &&
  reason === 'INVALID_PROTO' &&
  flow?.sport === echoRequest.icmp &&
  host.sysctlValues(netns, ignoreBroadcasts).includes('1')

const endsOf = (netns: number | null, flow: { readonly src: string; readonly dst: string }) =>
  `${netns} ${flow.src} ${flow.dst}`

/** The setting that makes this host ignore such requests. */
function ignoredBy(flow: TrafficFlow, host: Host): string | undefined {
  const isSet = (name: string): string | undefined =>
    host.sysctlValues(flow.netns, name).includes('1') ? name : undefined
  if (flow.proto !== 1 || flow.sport !== echoRequest.icmp) return undefined
  if (host.isLocalAddress(flow.netns, flow.dst)) return isSet('net.ipv4.icmp_echo_ignore_all')
  const isOwn = host.isLocalAddress(flow.netns, flow.src) && !inPrefix(flow.src, '127.0.0.0/8')
  const toMany = isMulticast(flow.dst) || host.isBroadcast(flow.netns, flow.dst)
  return toMany && !isOwn ? isSet(ignoreBroadcasts) : undefined
}
