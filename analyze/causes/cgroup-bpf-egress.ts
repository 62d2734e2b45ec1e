import { shell } from '../attribution/shell.js'
import { cgroupFilters } from '../links/cgroup-program.js'
import { plural, socketState } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { SocketFact, Sockets } from '../artifacts/host.js'
import { ownerLabel } from '../sockets/listeners.js'
import { localSendCounters } from '../sockets/local-send.js'
import { reasonCause } from '../attribution/reason-cause.js'

/** The sending socket, by the drop's details. */
const senderOf = (
  groups: readonly DropGroup[],
  sockets: Sockets | undefined,
): SocketFact | undefined => {
  const inodes = groups.flatMap((g) => g.samples.map((s) => s.socket?.inode ?? 0))
  return sockets?.byInode(inodes.find((inode) => inode !== 0) ?? 0, groups[0]?.fromNs ?? 0)
}

export default reasonCause({
  name: 'cgroup-bpf-egress',
  kind: 'problem',
  what: "a cgroup's BPF program refused it on the way out",
  places: [{ reasons: ['BPF_CGROUP_EGRESS'] }],
  subject: (group, { sockets }) => String(senderOf([group], sockets)?.inode ?? ''),
  // 6.18: a local sender gets EPERM, which IP counts; UDP does not
  counters: (group) => localSendCounters(group).filter((name) => name.includes('OutDiscards')),
  explain(found, { host, sockets }) {
    const sender = senderOf(found.groups, sockets)
    const programs = host === undefined ? [] : cgroupFilters(sender, host, 'egress')
    const path = programs[0]?.path
    const who = sender === undefined ? '' : ` of ${ownerLabel(sender)}`
    const where = path === undefined ? "the sender's cgroup" : `the cgroup ${path}`
    return {
      title: `${plural(found.drops, 'packet')}${who} refused on the way out by a BPF program of ${where}`,
      evidence: programs.map((program) => ({
        label: `program ${program.program} of ${program.path}`,
        value: `${program.attach_type} ${program.name}`.trim(),
        query: `SELECT path, attach_type, name FROM cgroup_program WHERE program = ${program.program}`,
      })),
      remedy: [
        {
          what: 'See who attached the program (systemd IPAddressDeny=, a container runtime, an agent) and what it is meant to refuse.',
          command:
            path === undefined
              ? 'bpftool cgroup tree'
              : shell`bpftool cgroup show /sys/fs/cgroup${path}`,
          verify: 'repeat the recording: the finding is gone',
          undo: '',
        },
      ],
      ...(sender === undefined ? {} : { sockets: [socketState(sender, found.fromNs, found.toNs)] }),
    }
  },
})
