import { defineCause } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import { destinationsOf } from '../routes/forwarding.js'
import { tcpSites } from '../sockets/no-socket.js'
import { isTcp, isUdp, toMulticast } from '../packets/packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'

const udpSites = ['__udp4_lib_rcv', '__udp4_lib_mcast_deliver']

export default defineCause({
  name: 'broadcast-nobody-listens',
  kind: 'benign',
  what: 'a broadcast to a UDP port nobody listens on, or by TCP, which takes none',
  uses: ['host'],

  claim(group, { host }) {
    if (toMulticast(group) || !noReason.includes(group.reason)) return undefined
    const toBroadcast = host?.isBroadcast(group.netns, group.flow?.dst ?? '') === true
    const inBroadcast = group.samples.some((s) => s.packetType === 1)
    // to one address in a frame for all: UDP takes that, TCP does not (unicast-in-l2-multicast)
    const isOne =
      (isUdp(group) && udpSites.includes(group.site) && (toBroadcast || inBroadcast)) ||
      (isTcp(group) && tcpSites.includes(group.site) && toBroadcast)
    if (!isOne) return undefined
    return {
      confidence: 'certain',
      why: 'broadcasts without a receiver are freed there, without a reason',
    }
  },

  moves: (group) => (isUdp(group) ? [{ netns: group.netns, name: 'snmp:Udp.IgnoredMulti' }] : []),

  explain: (found) => ({
    title: `${plural(found.drops, 'broadcast')} to ${destinationsOf(found)}: ${found.groups.every(isTcp) ? 'TCP takes none' : 'nobody listens on that port'}`,
    evidence: [],
    remedy: [],
  }),
})
