import { unknownCpu } from '../../session/drop-record.js'
import { shell } from '../attribution/shell.js'
import { reasonCause } from '../attribution/reason-cause.js'
import type { Counters } from '../artifacts/counters.js'
import { deviceCounters, receiveDropCounters } from '../ledger/device-counters.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'
import type { CounterRef } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { deviceOf, peerOf } from '../links/link-state.js'

export default reasonCause({
  name: 'cpu-backlog-full',
  kind: 'problem',
  what: "a CPU's softnet backlog is full: packets come faster than it can take them",
  places: [
    { reasons: ['CPU_BACKLOG'] },
    {
      reasons: ['NOT_SPECIFIED', ''],
      sites: ['enqueue_to_backlog'],
      confidence: 'likely',
      why: 'freed where packets are put on the backlog',
    },
  ],
  refs: (group, { names, host, counters }) => [
    ...softnetCounter(group),
    ...receiveDropCounters(group, names),
    ...senderCounters(group, host, counters),
  ],
  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'packet')} lost: the backlog of a CPU was full (net.core.netdev_max_backlog ${host?.sysctl(null, 'net.core.netdev_max_backlog') ?? 'not known'})`,
    evidence: [
      ...sysctlEvidence(host, null, 'net.core.netdev_max_backlog'),
      {
        label: 'CPUs that dropped',
        value: cpusOf(found.groups).join(', '),
        query:
          "SELECT name, max(value) - min(value) FROM counter_change JOIN counter ON counter.id = counter WHERE name LIKE 'softnet:%.dropped' GROUP BY name",
      },
    ],
    remedy: [
      {
        what: `Raise net.core.netdev_max_backlog (now ${host?.sysctl(null, 'net.core.netdev_max_backlog') ?? 'not known'}) for bursts; under steady load spread the work over CPUs (RPS, more queues).`,
        command: 'sysctl -w net.core.netdev_max_backlog=10000',
        verify: 'second column of /proc/net/softnet_stat no longer rises',
        undo: shell`sysctl -w net.core.netdev_max_backlog=${host?.sysctl(null, 'net.core.netdev_max_backlog') ?? '1000'}`,
      },
    ],
  }),
})

/** NET_DM tells of none. */
const cpusOf = (groups: readonly DropGroup[]): number[] =>
  [...new Set(groups.flatMap((g) => g.samples.map((s) => s.cpu)))]
    .filter((cpu) => cpu !== unknownCpu)
    .sort((a, b) => a - b)

/** The counter is per CPU. Which CPU dropped is known of the samples only: if it was one, it is that one. */
function softnetCounter(group: DropGroup): CounterRef[] {
  const [cpu, ...others] = cpusOf([group])
  const which = cpu === undefined || others.length > 0 ? '*' : String(cpu)
  return [{ netns: null, name: `softnet:cpu${which}.dropped` }]
}

/** veth tells the end that sent it, which counts it as well. */
function senderCounters(
  group: DropGroup,
  host: Host | undefined,
  counters: Counters | undefined,
): CounterRef[] {
  const device = host === undefined ? undefined : deviceOf(group, host)
  const peer =
    device === undefined || host === undefined ? undefined : peerOf(device, host, group.fromNs)
  return peer === undefined
    ? []
    : deviceCounters(peer.netns, peer.name, 'tx').filter(
        ({ netns, name }) => (counters?.delta(netns, name) ?? 0) > 0,
      )
}
