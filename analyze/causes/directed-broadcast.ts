import { defineCause } from '../cause.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'
import { destinationsOf } from '../routes/forwarding.js'
import { incomingInterface, isUdp, toMulticast } from '../packets/packet-facts.js'
import type { Host } from '../artifacts/host.js'
import { noReason } from '../attribution/reason-cause.js'

const sites = ['__udp4_lib_rcv', '__udp4_lib_mcast_deliver']
/** PACKET_HOST: the frame itself was no broadcast, so that the sender was on another network. */
const unicastFrame = 0

/** Interfaces of the networks that have this broadcast address: by their routes, which are there even without `brd`. */
const networksOf = (
  address: string,
  netns: number | null,
  host: Host | undefined,
): readonly (number | null)[] =>
  (host?.facts.routes ?? [])
    .filter(
      (r) => r.netns === netns && r.type === 'broadcast' && r.dst.replace(/\/32$/, '') === address,
    )
    .map((r) => r.oif)

export default defineCause({
  name: 'directed-broadcast',
  kind: 'benign',
  what: 'a broadcast for a network behind this router, sent from another one: the router takes it for its own and does not pass it on',
  precedence: 1,
  uses: ['host'],

  claim(group, { host }) {
    if (!isUdp(group) || toMulticast(group) || !sites.includes(group.site)) return undefined
    if (!noReason.includes(group.reason) || group.flow === undefined) return undefined
    const { dst } = group.flow
    const towards = networksOf(dst, group.netns, host)
    const frames = group.samples.map((s) => s.packetType)
    if (frames.length === 0 || frames.some((f) => f !== unicastFrame)) return undefined
    if (towards.length === 0 || towards.includes(incomingInterface(group))) return undefined
    return {
      confidence: 'certain',
      why: 'the destination is the broadcast address of another network of this host, and the frame was sent to this host alone',
      subject: dst,
    }
  },

  moves: (group) => [{ netns: group.netns, name: 'snmp:Udp.IgnoredMulti' }],

  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'broadcast')} to the network behind this router (${destinationsOf(found)}) not passed on`,
    evidence: sysctlEvidence(host, found.netns, 'net.ipv4.conf.all.bc_forwarding'),
    remedy: [
      {
        what: 'Routers keep such broadcasts to themselves, because they serve attacks. Only if they are wanted (Wake on LAN): let the interface they come in on pass them on, and all interfaces.',
        command: 'sysctl -w net.ipv4.conf.all.bc_forwarding=1 net.ipv4.conf.IFACE.bc_forwarding=1',
        verify: `tcpdump on the network behind shows packets to ${found.subject}`,
        undo: 'sysctl -w net.ipv4.conf.all.bc_forwarding=0 net.ipv4.conf.IFACE.bc_forwarding=0',
      },
    ],
  }),
})
