import { shell } from '../attribution/shell.js'
import { defineCause, type Case, type SilentLoss } from '../cause.js'
import { receiveDropCounters } from '../ledger/device-counters.js'
import { plural } from '../attribution/evidence.js'
import { etherTypeName } from '../../session/packet/numbers.js'
import { handledEtherTypes } from '../kernel/ether-types.js'
import type { Host } from '../artifacts/host.js'
import { noReason } from '../attribution/reason-cause.js'
import type { Traffic, TrafficFlow } from '../artifacts/traffic.js'

const sites = [
  '__netif_receive_skb_core',
  '__netif_receive_skb_list_core',
  'stp_pdu_rcv',
  'llc_rcv',
  'snap_rcv',
]

export default defineCause({
  name: 'unhandled-ethertype',
  kind: 'benign',
  what: 'frames of a protocol nobody here speaks (LLDP, STP and the like)',
  uses: ['traffic', 'host'],

  claim(group) {
    const unhandled = group.reason === 'UNHANDLED_PROTO' && group.site !== 'ip6_rcv_core'
    if (!sites.includes(group.site) || (!unhandled && !noReason.includes(group.reason)))
      return undefined
    return {
      confidence: 'certain',
      why: 'the kernel has no handler for this EtherType',
      subject: etherTypeName(group.protocol),
    }
  },

  /** STP and LLC frames have a handler that throws them away: no device counter moves. */
  moves: (group, { names }) =>
    group.site.startsWith('__netif') ? receiveDropCounters(group, names) : [],

  /**
   * A capture on the device, our own too, counts as a handler: the kernel then frees such frames as
   * delivered, without an event and without rx_dropped. The captured frames themselves show them.
   */
  silent({ traffic, host }) {
    if (traffic === undefined) return []
    const losses: SilentLoss[] = []
    for (const flow of unhandledFlows(traffic, host)) {
      losses.push({
        netns: flow.netns,
        ifindex: flow.ifindex,
        subject: etherTypeName(flow.protocol),
        drops: flow.packets,
        fromNs: flow.fromNs,
        toNs: flow.toNs,
        counters: [],
        confidence: 'likely',
        why: 'seen by the capture, and this kernel has no handler for them; while a capture runs, the kernel does not count them as dropped',
        buckets: Float64Array.from([flow.fromNs, flow.packets]),
      })
    }
    return losses
  },

  explain(found, { names, traffic, host }) {
    const [group] = [...found.groups, ...found.silent]
    const device =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, group.fromNs)
    return {
      title: `${plural(found.drops, 'frame')} of EtherType ${found.subject} on ${device}, which nobody here speaks`,
      evidence:
        found.silent.length === 0
          ? []
          : [
              {
                label: 'such frames the capture saw',
                value: found.silent.reduce((sum, s) => sum + s.drops, 0),
                query: `SELECT sum(packets) FROM flow_second WHERE flow IN (${seenFlows(found, traffic, host).join(', ')})`,
              },
            ],
      remedy: [
        {
          what: 'Nothing is lost that this host could use. To silence the counter, switch the protocol off at the sender, or run a daemon that speaks it (lldpd for LLDP).',
          command: '',
          verify: shell`ip -s link show ${device}: RX dropped no longer rises`,
          undo: '',
        },
      ],
    }
  },
})

/** Flows of EtherTypes that nobody here handles and that came in from outside. */
function unhandledFlows(traffic: Traffic, host: Host | undefined): readonly TrafficFlow[] {
  return traffic.flows.filter((flow) => {
    if (flow.family !== 0 || flow.protocol < 0x0600 || isHandled(flow, host)) return false
    const device = host?.interfaceAt(flow.netns, flow.ifindex, flow.fromNs)
    return device !== undefined && device.mac !== flow.src && !isBridgePort(device)
  })
}

/** By the kernel's own list of the namespace where that was recorded, else by what Linux commonly handles. */
function isHandled({ netns, protocol }: TrafficFlow, host: Host | undefined): boolean {
  const types = (host?.facts.packetTypes ?? []).filter((t) => t.netns === netns)
  if (types.length === 0) return handledEtherTypes.has(protocol)
  return tagTypes.has(protocol) || types.some((t) => t.ether_type === protocol && !isSniffer(t))
}

/** Tags are taken off before handlers are looked for; MACsec and PRP are handled by the device. */
const tagTypes: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x88e5, 0x88fb])

/** Packet sockets stand among the handlers: packet_rcv, tpacket_rcv, packet_rcv_fanout, packet_rcv_spkt. */
const isSniffer = ({ handler }: { readonly handler: string }): boolean =>
  /^t?packet_rcv/.test(handler)

const seenFlows = (found: Case, traffic: Traffic | undefined, host: Host | undefined): number[] =>
  (traffic === undefined ? [] : unhandledFlows(traffic, host))
    .filter((f) => f.netns === found.netns && etherTypeName(f.protocol) === found.subject)
    .map((f) => f.id)

/** Frames that a bridge passes on are not ours to handle. */
const isBridgePort = (device: { readonly master: number | null }): boolean => device.master !== null
