import { socketDropCounter } from '../sockets/drop-socket.js'
import type { DropGroup } from '../artifacts/group.js'
import { isIpv6, isTcp, isUdp } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

/** A raw socket gets a copy of every packet of its protocol; ping has a filter that keeps its own answers only. */
const isCopy = (group: DropGroup): boolean =>
  ['raw_rcv', 'rawv6_rcv', 'raw_local_deliver', 'raw6_local_deliver'].includes(group.site)

export default reasonCause({
  name: 'socket-filter',
  kind: 'depends',
  what: 'a filter attached to the socket, or to the cgroup of its process, refused it',
  places: [{ reasons: ['SOCKET_FILTER'], when: (group) => group.site !== 'tun_net_xmit' }],
  subject: (group) => (isCopy(group) ? 'raw' : String(group.flow?.dport ?? 0)),
  counters: (group) =>
    isUdp(group) ? [isIpv6(group) ? 'snmp6:Udp6InErrors' : 'snmp:Udp.InErrors'] : [],
  refs: (group, { sockets }) =>
    isTcp(group) || isCopy(group) ? [] : socketDropCounter(group, sockets),
  explain: (found) => ({
    title: found.groups.every(isCopy)
      ? `${plural(found.drops, 'packet')} that raw sockets (ping and the like) had filtered out for themselves`
      : `${plural(found.drops, 'packet')} refused by a filter attached to the receiving socket`,
    severity: found.groups.every(isCopy) ? 'benign' : 'problem',
    evidence: [],
    remedy: [
      {
        what: 'See which program attached the filter (SO_ATTACH_FILTER, SO_ATTACH_BPF, or a cgroup program) and whether it is meant to refuse these packets.',
        command: 'ss -0bnp; bpftool cgroup tree',
        verify: "the finding is gone, and the socket's drop counter stands still",
        undo: '',
      },
    ],
  }),
})
