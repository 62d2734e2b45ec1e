import { shell } from '../attribution/shell.js'
import { defineCause, type SilentLoss } from '../cause.js'
import { counterEvidence, plural, socketState, sysctlEvidence } from '../attribution/evidence.js'
import {
  droppingListeners,
  listenerName,
  partedByListener,
  wasAcceptQueueFull,
} from '../sockets/listener-drops.js'
import { ownerLabel } from '../sockets/listeners.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

const listenDrops = 'netstat:TcpExt.ListenDrops'
const overflows = 'netstat:TcpExt.ListenOverflows'
const queueFull = 'netstat:TcpExt.TCPReqQFullDrop'

export default defineCause({
  name: 'tcp-syn-queue-full',
  kind: 'problem',
  what: 'too many half-open connections, and SYN cookies are off',
  needs: ['counters'],
  uses: ['host', 'sockets'],

  silent({ counters, sockets }, residues) {
    const losses: SilentLoss[] = []
    for (const counter of counters.moved) {
      if (counter.name !== listenDrops) continue
      // what the accept queue refused is in both counters and has been taken off this one
      const drops =
        (residues.residue(counter.netns, listenDrops) ?? 0) -
        Math.max(0, residues.residue(counter.netns, overflows) ?? 0)
      // such requests raise no event on any kernel: what came while the drop source was detached counts as well
      if (drops <= 0) continue
      const told = (counters.delta(counter.netns, queueFull) ?? 0) > 0
      const loss: SilentLoss = {
        netns: counter.netns,
        ifindex: 0,
        subject: '',
        drops,
        fromNs: counter.fromNs,
        toNs: counter.toNs,
        counters: [listenDrops, ...(told ? [queueFull] : [])].map((name) => ({
          netns: counter.netns,
          name,
        })),
        confidence: told ? 'certain' : 'likely',
        why: told
          ? `${queueFull} rose`
          : 'a listener refused requests, and its accept queue was not the reason',
        buckets: lossBuckets(counter.steps, drops),
      }
      const dropping = droppingListeners(sockets, counter.netns)
      const others = dropping.filter(({ socket }) => !wasAcceptQueueFull(socket))
      losses.push(...partedByListener(loss, others.length > 0 ? others : dropping))
    }
    return losses
  },

  explain(found, { counters, host, sockets }) {
    const listeners = droppingListeners(sockets, found.netns)
      .map(({ socket }) => socket)
      .filter((socket) => listenerName(socket) === found.subject)
    const [listener] = listeners
    const at = listener === undefined ? '' : ` at ${found.subject} of ${ownerLabel(listener)}`
    return {
      title: `${plural(found.drops, 'TCP connection request')} lost: too many half-open connections${at}`,
      evidence: [
        ...counterEvidence(counters, { netns: found.netns, name: listenDrops }),
        ...sysctlEvidence(host, found.netns, 'net.ipv4.tcp_max_syn_backlog'),
        ...sysctlEvidence(host, found.netns, 'net.ipv4.tcp_syncookies'),
      ],
      remedy: [
        {
          what: `Switch SYN cookies on (net.ipv4.tcp_syncookies is ${host?.sysctl(found.netns, 'net.ipv4.tcp_syncookies') ?? 'not known'}), or raise net.ipv4.tcp_max_syn_backlog (now ${host?.sysctl(found.netns, 'net.ipv4.tcp_max_syn_backlog') ?? 'not known'}) and the backlog of ${listener === undefined ? 'the listener' : `${ownerLabel(listener)} (now ${listener.backlog ?? 'not known'})`}.`,
          command: 'sysctl -w net.ipv4.tcp_syncookies=1',
          verify: 'TcpExt.ListenDrops no longer rises',
          undo: shell`sysctl -w net.ipv4.tcp_syncookies=${host?.sysctl(found.netns, 'net.ipv4.tcp_syncookies') ?? '0'}`,
        },
      ],
      ...(listeners.length === 0
        ? {}
        : { sockets: listeners.map((s) => socketState(s, found.fromNs, found.toNs)) }),
    }
  },
})
