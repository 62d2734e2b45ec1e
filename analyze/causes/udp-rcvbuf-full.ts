import { shell } from '../attribution/shell.js'
import { ipProtocol } from '../../session/packet/numbers.js'
import { defineCause, type Case } from '../cause.js'
import {
  count,
  plural,
  processEvidence,
  socketQuery,
  socketState,
} from '../attribution/evidence.js'
import type { Evidence, Remedy } from '../finding.js'
import { socketDropCounter, socketOfDrop } from '../sockets/drop-socket.js'
import type { DropGroup } from '../artifacts/group.js'
import { endpoint, type Host, type SocketFact, type Sockets } from '../artifacts/host.js'
import { ownerLabel } from '../sockets/listeners.js'
import { isIpv6, isUdp } from '../packets/packet-facts.js'
import { udpFate } from '../packets/udp-without-reason.js'
import { receiverState, type ReceiverState } from '../sockets/receiver.js'

export default defineCause({
  name: 'udp-rcvbuf-full',
  kind: 'problem',
  what: 'a UDP socket has no room left in its receive buffer: its process reads too slowly, not at all, or the burst is larger than the buffer',
  uses: ['sockets', 'host', 'counters', 'traffic'],

  claim(group, { sockets, counters }) {
    if (!isUdp(group)) return undefined
    const subject = subjectOf(group, sockets)
    if (group.reason === 'SOCKET_RCVBUFF') {
      return { confidence: 'certain', why: "the kernel's own reason is SOCKET_RCVBUFF", subject }
    }
    if (udpFate(group, counters) !== 'rcvbuf-full') return undefined
    return {
      confidence: 'likely',
      why: 'this kernel gives no reason; the socket was full, or the counter of full buffers rose',
      subject,
    }
  },

  moves(group, { sockets }) {
    const lite = group.flow?.proto === ipProtocol.udplite ? 'Lite' : ''
    const names = ['RcvbufErrors', 'InErrors'].map((name) =>
      isIpv6(group) ? `snmp6:Udp${lite}6${name}` : `snmp:Udp${lite}.${name}`,
    )
    return [
      ...names.map((name) => ({ netns: group.netns, name })),
      ...socketDropCounter(group, sockets),
    ]
  },

  explain(found, { sockets, host }) {
    const socket = socketOfDrop(found.groups[0], sockets)
    const state = receiverState(socket, found)
    const who = ownerLabel(socket)
    const at =
      socket === undefined
        ? `port ${found.subject}`
        : endpoint(socket.local_address, socket.local_port)
    return {
      title: `${plural(found.drops, 'UDP datagram')} for ${at} lost: the receive buffer was full, ${sentence(state, who)}`,
      evidence: [...evidence(found, socket), ...state.evidence],
      against: state.against,
      remedy: [remedy(state, socket, who, host, found.netns)],
      sockets: socket === undefined ? [] : [socketState(socket, found.fromNs, found.toNs)],
    }
  },
})

function subjectOf(group: DropGroup, sockets: Sockets | undefined): string {
  const socket = socketOfDrop(group, sockets)
  const inode =
    socket?.inode ?? group.samples.find((s) => s.socket !== undefined)?.socket?.inode ?? 0
  return `${group.flow?.dport ?? 0}${inode === 0 ? '' : ` (socket ${inode})`}`
}

function evidence(found: Case, socket: SocketFact | undefined): Evidence[] {
  const full = found.groups.flatMap((g) => g.samples).find((s) => s.socket !== undefined)?.socket
  const rows: Evidence[] = []
  if (socket !== undefined && full !== undefined) {
    rows.push({
      label: 'bytes held by the socket when a datagram was refused, of the limit',
      value: `${count(full.rmem)} of ${count(full.rcvbuf)}`,
      query: socketQuery(socket),
    })
  }
  const owner = socket?.owners[0]
  if (owner !== undefined) rows.push(...processEvidence(owner, found.fromNs, found.toNs))
  return rows
}

function sentence(state: ReceiverState, who: string): string {
  switch (state.kind) {
    case 'stopped':
      return `because ${who} is stopped (SIGSTOP or a debugger)`
    case 'zombie':
      return `because ${who} is a zombie and will never read again`
    case 'starved':
      return `because ${who} is ready to run but gets too little CPU`
    case 'busy':
      return `because ${who} uses its whole CPU and still reads too slowly`
    case 'slow':
      return `because ${who} sleeps while datagrams wait: it does not read`
    case 'burst':
      return `in bursts larger than the buffer; ${who} empties it in between`
    case 'unknown':
      return `read by ${who}`
  }
}

function remedy(
  state: ReceiverState,
  socket: SocketFact | undefined,
  who: string,
  host: Host | undefined,
  netns: number | null,
): Remedy {
  const pid = socket?.owners[0]?.pid
  const verify = 'dropcorr record --duration 30s, then compare snmp:Udp.RcvbufErrors'
  switch (state.kind) {
    case 'stopped':
      return {
        what: `The process is stopped: let ${who} continue, or find out who stopped it. No buffer is large enough for a reader that does not read.`,
        command: pid === undefined ? '' : shell`kill -CONT ${pid}`,
        verify: pid === undefined ? verify : `grep State /proc/${pid}/status; ${verify}`,
        undo: pid === undefined ? '' : shell`kill -STOP ${pid}`,
      }
    case 'zombie':
      return {
        what: `Restart the service of ${who}: nobody will read this socket again.`,
        command: '',
        verify,
        undo: '',
      }
    case 'starved':
      return {
        what: `Give ${who} CPU time: it waited ${count(state.waitMs)} ms for a CPU while packets were lost. Move it or what competes with it, or raise its priority.`,
        command: pid === undefined ? '' : shell`renice -n -5 -p ${pid}`,
        verify:
          pid === undefined
            ? verify
            : `cat /proc/${pid}/schedstat twice: the second number is time spent waiting; ${verify}`,
        undo: pid === undefined ? '' : shell`renice -n 0 -p ${pid}`,
      }
    case 'busy':
      return {
        what: `${who} needs ${count(state.cpuShare * 100)}% of a CPU and cannot keep up: spread the load over several sockets (SO_REUSEPORT) or make reading cheaper (recvmmsg). A larger buffer only delays the loss.`,
        command: '',
        verify,
        undo: '',
      }
    case 'slow':
      return {
        what: `${who} leaves datagrams waiting while it sleeps: look at what it waits for. A larger buffer only delays the loss.`,
        command: pid === undefined ? '' : shell`cat /proc/${pid}/stack; strace -f -p ${pid}`,
        verify,
        undo: '',
      }
    case 'burst':
    case 'unknown':
      return largerBuffer(socket, host, netns, verify)
  }
}

function largerBuffer(
  socket: SocketFact | undefined,
  host: Host | undefined,
  netns: number | null,
  verify: string,
): Remedy {
  const max = Number(host?.sysctl(netns, 'net.core.rmem_max') ?? NaN)
  const now = socket?.rcvbuf ?? undefined
  // the kernel doubles what SO_RCVBUF asks for, and the sysctl limits what is asked for
  const asked = now === undefined ? 0 : now / 2
  const wanted = Math.max(4 * asked, 1 << 20)
  const held = now === undefined ? 'not known' : `${count(now)} bytes`
  const limit = Number.isFinite(max) ? count(max) : 'not known'
  return {
    what: `Enlarge the receive buffer (now ${held}): let the program ask for SO_RCVBUF ${count(wanted)}; net.core.rmem_max is ${limit}${max < wanted ? ' and must be raised first' : ', which allows it'}.`,
    command: max < wanted ? shell`sysctl -w net.core.rmem_max=${wanted}` : '',
    verify,
    undo: max < wanted ? shell`sysctl -w net.core.rmem_max=${max}` : '',
  }
}
