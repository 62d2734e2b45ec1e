import { defineCause } from '../cause.js'
import { plural } from '../evidence.js'
import { destinationsOf } from '../forwarding.js'
import { isUdp, toMulticast } from '../packet-facts.js'
import { noReason } from '../reason-cause.js'

const sites = ['__udp4_lib_rcv', '__udp4_lib_mcast_deliver']

export default defineCause({
  name: 'broadcast-nobody-listens',
  kind: 'benign',
  what: 'a broadcast to a UDP port nobody listens on',
  uses: ['host'],

  claim(group, { host }) {
    if (!isUdp(group) || toMulticast(group) || !sites.includes(group.site)) return undefined
    if (!noReason.includes(group.reason)) return undefined
    const broadcast =
      group.samples.some((s) => s.packetType === 1) ||
      host?.isBroadcast(group.netns, group.flow?.dst ?? '') === true
    if (!broadcast) return undefined
    return {
      confidence: 'certain',
      why: 'broadcasts without a receiver are freed there, without a reason',
    }
  },

  moves: (group) => [{ netns: group.netns, name: 'snmp:Udp.IgnoredMulti' }],

  explain: (found) => ({
    title: `${plural(found.drops, 'broadcast')} to ${destinationsOf(found)}: nobody listens on that port`,
    evidence: [],
    remedy: [],
  }),
})
