import { defineCause, type SilentLoss } from '../cause.js'
import { plural, socketState } from '../attribution/evidence.js'
import { ownerLabel } from '../sockets/listeners.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

const counterPattern = /^packet:(\d+)\.drops$/

export default defineCause({
  name: 'capture-socket-overflow',
  kind: 'depends',
  what: 'a capture socket could not take its copy; the traffic itself was not hurt',
  precedence: 1,
  uses: ['sockets', 'counters'],

  claim: (group) =>
    group.reason === 'PACKET_SOCK_ERROR'
      ? { confidence: 'certain', why: "the kernel's own reason is PACKET_SOCK_ERROR" }
      : undefined,

  // which of the sockets it was, the event does not tell
  moves: (group) => [{ netns: group.netns, name: 'packet:*.drops' }],

  /** A packet that others hold as well is freed later, by them: the socket's own counter alone tells. */
  silent({ counters }, residues) {
    const losses: SilentLoss[] = []
    for (const counter of counters?.moved ?? []) {
      const drops = residues.residue(counter.netns, counter.name) ?? 0
      if (!counterPattern.test(counter.name) || drops <= 0) continue
      losses.push({
        netns: counter.netns,
        ifindex: 0,
        subject: '',
        drops,
        fromNs: counter.fromNs,
        toNs: counter.toNs,
        counters: [{ netns: counter.netns, name: counter.name }],
        confidence: 'certain',
        why: "the socket's own drop counter rose",
        buckets: lossBuckets(counter.steps, drops),
      })
    }
    return losses
  },

  explain(found, { sockets }) {
    const inodes = found.silent.flatMap((loss) =>
      loss.counters.map(({ name }) => Number(counterPattern.exec(name)?.[1] ?? 0)),
    )
    const known = inodes.flatMap((inode) => sockets?.byInode(inode, found.fromNs) ?? [])
    const who = known.length === 0 ? 'a capture program' : known.map(ownerLabel).join(' and ')
    return {
      title: `${plural(found.drops, 'packet')} missed by ${who}; their receivers got them`,
      severity: 'benign',
      evidence: [],
      remedy: [
        {
          what: 'The capture is incomplete, the traffic is not: give the program a larger buffer (tcpdump -B), a filter, or a shorter snapshot length.',
          command: 'ss -0nmp',
          verify: 'the program reports no packets dropped by kernel',
          undo: '',
        },
      ],
      sockets: known.map((socket) => socketState(socket, found.fromNs, found.toNs)),
    }
  },
})
