import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { cgroupFilters } from '../links/cgroup-program.js'
import { socketDropCounter, socketOfDrop } from '../sockets/drop-socket.js'
import { plural, socketState } from '../attribution/evidence.js'
import { ownerLabel } from '../sockets/listeners.js'
import { isIpv6, isTcp, isUdp } from '../packets/packet-facts.js'

export default defineCause({
  name: 'cgroup-bpf-ingress',
  kind: 'problem',
  what: "a BPF program of the receiving process's cgroup refused it",
  precedence: 1,
  needs: ['host', 'sockets'],

  claim(group, { host, sockets }) {
    if (group.reason !== 'SOCKET_FILTER') return undefined
    const socket = socketOfDrop(group, sockets)
    if (cgroupFilters(socket, host, 'ingress').length === 0) return undefined
    return {
      confidence: 'certain',
      why: 'a filter refused it, and the cgroup of the receiving process has one',
      subject: String(socket?.inode ?? 0),
    }
  },

  moves: (group, { sockets }) => [
    ...(isUdp(group)
      ? [{ netns: group.netns, name: isIpv6(group) ? 'snmp6:Udp6InErrors' : 'snmp:Udp.InErrors' }]
      : []),
    ...(isTcp(group) ? [] : socketDropCounter(group, sockets)),
  ],

  explain(found, { host, sockets }) {
    const socket = sockets.byInode(Number(found.subject), found.fromNs)
    const programs = cgroupFilters(socket, host, 'ingress')
    const path = programs[0]?.path ?? ''
    return {
      title: `${plural(found.drops, 'packet')} for ${ownerLabel(socket)} refused by a BPF program of the cgroup ${path}`,
      confidence: 'likely',
      confidenceWhy:
        'a filter refused them, and the cgroup of the receiving process has one; whether the socket has one as well is not recorded',
      evidence: programs.map((program) => ({
        label: `program ${program.program} of ${program.path}`,
        value: `${program.attach_type} ${program.name}`.trim(),
        query: `SELECT path, attach_type, name FROM cgroup_program WHERE program = ${program.program}`,
      })),
      remedy: [
        {
          what: 'See who attached the program (systemd IPAddressDeny=, a container runtime, an agent) and what it is meant to refuse.',
          command: shell`bpftool cgroup show /sys/fs/cgroup${path}`,
          verify: 'repeat the recording: the finding is gone',
          undo: '',
        },
      ],
      sockets: socket === undefined ? [] : [socketState(socket, found.fromNs, found.toNs)],
    }
  },
})
