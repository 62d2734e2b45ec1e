import { socketDropCounter } from '../drop-socket.js'
import { isIpv6, isTcp, isUdp } from '../packet-facts.js'
import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'socket-filter',
  kind: 'depends',
  what: 'a filter attached to the socket, or to the cgroup of its process, refused it',
  places: [{ reasons: ['SOCKET_FILTER'], when: (group) => group.site !== 'tun_net_xmit' }],
  subject: (group) => String(group.flow?.dport ?? 0),
  counters: (group) =>
    isUdp(group) ? [isIpv6(group) ? 'snmp6:Udp6InErrors' : 'snmp:Udp.InErrors'] : [],
  refs: (group, { sockets }) => (isTcp(group) ? [] : socketDropCounter(group, sockets)),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused by a filter attached to the receiving socket`,
    severity: 'problem',
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
