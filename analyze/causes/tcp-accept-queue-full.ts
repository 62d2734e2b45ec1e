import { shell } from '../attribution/shell.js'
import { defineCause, type SilentLoss } from '../cause.js'
import type { Counters } from '../artifacts/counters.js'
import {
  counterEvidence,
  plural,
  socketQuery,
  socketState,
  sysctlEvidence,
} from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { SocketFact, Sockets } from '../artifacts/host.js'
import { acceptsAddress, endpoint } from '../artifacts/host.js'
import {
  droppingListeners,
  listenerName,
  partedByListener,
  wasAcceptQueueFull,
  withoutEvents,
} from '../sockets/listener-drops.js'
import { ownerLabel } from '../sockets/listeners.js'
import { tcpSites } from '../sockets/no-socket.js'
import { isTcp } from '../packets/packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'
import { isPlainAck } from '../packets/tcp-handshake.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

const overflows = 'netstat:TcpExt.ListenOverflows'
const listenDrops = 'netstat:TcpExt.ListenDrops'

/** The final ACK of a handshake that finds no room; with SYN cookies it is looked at by cookie_v4_check. */
const ackReasons = ['TCP_LISTEN_OVERFLOW']
const cookieSites = ['cookie_v4_check', 'cookie_v6_check']

export default defineCause({
  name: 'tcp-accept-queue-full',
  kind: 'problem',
  what: "a listener's accept queue is full: its process does not accept fast enough, or its backlog is too small",
  precedence: 2,
  needs: ['counters'],
  uses: ['sockets', 'host'],

  claim(group, { counters, sockets }) {
    if (!isTcp(group)) return undefined
    const rose = (counters.delta(group.netns, overflows) ?? 0) > 0
    const subject = subjectOf(group, sockets)
    if (ackReasons.includes(group.reason)) {
      const why = "the kernel's own reason is TCP_LISTEN_OVERFLOW"
      return { confidence: 'certain', why, subject }
    }
    if (rose && isUnexplainedAck(group, sockets, counters)) {
      return {
        confidence: 'likely',
        why: `a final ACK freed without a reason (kernels before 6.18), while ${overflows} rose`,
        subject,
      }
    }
    if (group.reason !== 'NO_SOCKET' || !cookieSites.includes(group.site) || !rose) return undefined
    return {
      confidence: 'certain',
      why: `no socket could be made for a completed handshake, and ${overflows} rose`,
      subject,
    }
  },

  moves: (group) => [overflows, listenDrops].map((name) => ({ netns: group.netns, name })),

  /** A SYN that finds the queue full is freed as if it had been used: there is no drop event on any kernel. */
  silent({ counters, sockets, groups }, residues) {
    const losses: SilentLoss[] = []
    for (const counter of counters.moved) {
      if (counter.name !== overflows) continue
      const drops = residues.residue(counter.netns, overflows) ?? 0
      if (drops <= 0) continue
      const loss: SilentLoss = {
        netns: counter.netns,
        ifindex: 0,
        subject: '',
        drops,
        fromNs: counter.fromNs,
        toNs: counter.toNs,
        counters: [overflows, listenDrops].map((name) => ({ netns: counter.netns, name })),
        confidence: 'certain',
        why: `${overflows} counts nothing else; a refused SYN raises no drop event`,
        buckets: lossBuckets(counter.steps, drops),
      }
      const full = fullListeners(sockets, counter)
      const dropping = droppingListeners(sockets, counter.netns)
      const acks = groups.filter((g) => isTcp(g) && ackReasons.includes(g.reason))
      const atFull = dropping.filter(({ socket }) => full.includes(socket))
      // a queue may fill and empty between two looks at it
      const parted = partedByListener(
        loss,
        withoutEvents(atFull.length > 0 ? atFull : dropping, acks),
      )
      losses.push(...parted)
    }
    return losses
  },

  explain(found, { sockets, host, counters }) {
    const full =
      found.subject === ''
        ? fullListeners(sockets, found)
        : droppingListeners(sockets, found.netns)
            .map(({ socket }) => socket)
            .filter((socket) => listenerName(socket) === found.subject)
    const [listener] = full
    const who = ownerLabel(listener)
    const where =
      listener === undefined
        ? 'a listener'
        : `${endpoint(listener.local_address, listener.local_port)} of ${who}`
    const syns = found.silent.reduce((sum, loss) => sum + loss.drops, 0)
    const limit = listener?.backlog ?? undefined
    const somaxconn = host?.sysctl(found.netns, 'net.core.somaxconn')
    return {
      title: `${plural(found.drops, 'TCP handshake packet')} lost (${plural(syns, 'SYN')} and ${plural(found.drops - syns, 'final ACK')}): the accept queue of ${where} is full`,
      evidence: [
        ...counterEvidence(counters, { netns: found.netns, name: overflows }),
        ...full.map((s) => ({
          label: `accept queue of ${ownerLabel(s)}: longest seen, of limit`,
          value: `${s.samples.reduce((max, x) => Math.max(max, x.rmem), 0)} of ${s.backlog ?? '?'}`,
          query: socketQuery(s),
        })),
        ...sysctlEvidence(host, found.netns, 'net.core.somaxconn'),
        ...sysctlEvidence(host, found.netns, 'net.ipv4.tcp_abort_on_overflow'),
      ],
      remedy: [
        {
          what: `Let ${who} accept faster; if it only falls behind in bursts, raise its backlog${limit === undefined ? '' : ` (now ${limit})`} in listen() and net.core.somaxconn${somaxconn === undefined ? '' : ` (now ${somaxconn})`}.`,
          command: shell`ss -ltn${listener === undefined ? '' : ` sport = :${listener.local_port}`}`,
          verify:
            'Recv-Q of the listener stays below Send-Q; TcpExt.ListenOverflows no longer rises',
          undo: '',
        },
      ],
      sockets: full.map((s) => socketState(s, found.fromNs, found.toNs)),
    }
  },
})

/** The listener, where one alone takes that address and port. */
function subjectOf(group: DropGroup, sockets: Sockets | undefined): string {
  const taking = fullListeners(sockets, group).filter(
    (s) => s.local_port === group.flow?.dport && acceptsAddress(s, group.flow.dst),
  )
  const [listener] = taking
  return taking.length === 1 && listener !== undefined ? listenerName(listener) : ''
}

/** Before 6.18 the final ACK is freed in tcp_v4_rcv without a reason, as segments in TIME-WAIT are. */
function isUnexplainedAck(
  group: DropGroup,
  sockets: Sockets | undefined,
  counters: Counters,
): boolean {
  if (!noReason.includes(group.reason) || !tcpSites.includes(group.site) || !isPlainAck(group))
    return false
  const refused = counters.delta(group.netns, overflows) ?? 0
  const deferred = counters.delta(group.netns, 'netstat:TcpExt.TCPDeferAcceptDrop') ?? 0
  if (deferred > 0 || group.drops > refused) return false
  return (
    sockets === undefined ||
    fullListeners(sockets, group).some((s) => s.local_port === group.flow?.dport)
  )
}

function fullListeners(
  sockets: Sockets | undefined,
  found: { readonly netns: number | null },
): SocketFact[] {
  return (sockets?.all ?? []).filter(
    (s) =>
      s.netns === found.netns && s.proto === 'tcp' && s.state === 'listen' && wasAcceptQueueFull(s),
  )
}
