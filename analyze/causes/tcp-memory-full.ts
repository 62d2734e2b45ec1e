import { shellWord } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { counterEvidence, plural, sysctlEvidence } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { allSamples, isTcp } from '../packets/packet-facts.js'

const counters = ['netstat:TcpExt.TCPRcvQDrop', 'netstat:TcpExt.TCPOFODrop'] as const

/** The receive buffer of the connection has room: its own limit was not what refused the segment. */
const hasRoom = (group: DropGroup): boolean | undefined =>
  allSamples(group, ({ socket }) =>
    socket === undefined || socket.rcvbuf === 0 ? undefined : socket.rmem * 2 < socket.rcvbuf,
  )

export default defineCause({
  name: 'tcp-memory-full',
  kind: 'problem',
  what: 'the memory limit of all TCP connections together (tcp_mem), or that of a cgroup, is reached',
  precedence: 2,
  uses: ['counters', 'host'],

  claim(group) {
    if (group.reason !== 'PROTO_MEM' || !isTcp(group)) return undefined
    const room = hasRoom(group)
    if (room === false) return undefined
    return room === undefined
      ? {
          confidence: 'possible',
          why: 'receive memory could not be charged: that of the socket, or of all TCP',
        }
      : {
          confidence: 'certain',
          why: 'receive memory could not be charged, though the buffer of the connection has room',
        }
  },

  moves: (group, { counters: all }) =>
    counters
      .filter((name) => (all?.delta(group.netns, name) ?? 0) > 0)
      .slice(0, 1)
      .map((name) => ({ netns: group.netns, name })),

  explain(found, context) {
    const { host } = context
    const limits = host?.sysctl(null, 'net.ipv4.tcp_mem') ?? 'not known'
    return {
      title: `${plural(found.drops, 'TCP segment')} lost: no memory left for TCP, though the receiver has room`,
      evidence: [
        ...counters.flatMap((name) =>
          counterEvidence(context.counters, { netns: found.netns, name }),
        ),
        ...sysctlEvidence(host, null, 'net.ipv4.tcp_mem'),
      ],
      remedy: [
        {
          what: `Find the connections that hold the memory, or raise net.ipv4.tcp_mem (now ${limits}, in pages: low, pressure, limit); in a container look at memory.max of its cgroup, too.`,
          command: 'ss -tmp; cat /proc/net/sockstat',
          verify:
            'TcpExt.TCPRcvQDrop no longer rises; TCP mem in /proc/net/sockstat stays below the limit',
          undo:
            limits === 'not known' ? '' : `sysctl -w ${shellWord(`net.ipv4.tcp_mem=${limits}`)}`,
        },
      ],
    }
  },
})
