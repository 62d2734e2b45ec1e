/** A socket has the port, but would not take the packet: bound or connected elsewhere. Shared by those causes. */
import { defineCause, type Cause, type Claim, type Context } from '../cause.js'
import { plural, socketQuery, socketState } from '../attribution/evidence.js'
import type { Confidence, Remedy } from '../finding.js'
import type { DropGroup, FlowKey } from '../artifacts/group.js'
import { endpoint, isAnyAddress, type SocketFact } from '../artifacts/host.js'
import { lookUp, ownerLabel, type Lookup } from './listeners.js'
import { noPortCounter } from './no-socket.js'

/** Texts to build sentences from. */
export interface Elsewhere {
  /** Where the packets wanted to go, address and port. */
  readonly wanted: string
  /** The same without the port. */
  readonly wantedAddress: string
  /** Owner of the socket. */
  readonly who: string
  /** Address and port the socket has, the peer it is connected to, the device it is bound to. */
  readonly has: string
  readonly peer: string
  readonly device: string
}

interface ElsewhereCause {
  readonly name: string
  readonly what: string
  readonly proto: 'udp' | 'tcp'
  readonly state: Exclude<Lookup['state'], 'none' | 'fits'>
  /** How sure it is that the kernel found no socket; undefined if it is about something else. */
  readonly withoutSocket: (
    group: DropGroup,
    counters: Context<never, 'counters'>['counters'],
  ) => Confidence | undefined
  /** What comes after '5 UDP datagrams to 10.0.0.1:53 '. */
  readonly sentence: (texts: Elsewhere) => string
  readonly remedy: (texts: Elsewhere) => Remedy
}

export function socketElsewhereCause(definition: ElsewhereCause): Cause {
  const { name, what, proto, state, withoutSocket, sentence, remedy } = definition
  return defineCause({
    name,
    kind: 'problem',
    what,
    needs: ['sockets'],
    uses: ['host', 'counters'],

    claim(group, { sockets, counters }): Claim | undefined {
      const confidence = withoutSocket(group, counters)
      if (confidence === undefined) return undefined
      if (lookUp(sockets, group, proto).state !== state) return undefined
      return {
        confidence,
        why: 'the kernel found no socket for these packets; the socket table shows why',
        subject: String(group.flow?.dport ?? 0),
      }
    },

    moves: (group) => (proto === 'udp' ? [noPortCounter(group)] : []),

    explain(found, { sockets, host }) {
      const [group] = found.groups
      const result = group === undefined ? undefined : lookUp(sockets, group, proto)
      const held = result?.state === state ? result.sockets : []
      const [socket] = held
      const texts: Elsewhere = {
        wanted: group?.flow === undefined ? '' : endpoint(group.flow.dst, group.flow.dport),
        wantedAddress: group?.flow?.dst ?? 'that address',
        who: ownerLabel(socket),
        has: socket === undefined ? '' : `${localEnd(socket)}${onlyVersion(socket, group?.flow)}`,
        peer: socket === undefined ? '' : endpoint(socket.remote_address, socket.remote_port),
        device: host?.interfaceName(socket?.netns ?? null, socket?.bound_ifindex ?? 0) ?? '',
      }
      const packets = proto === 'udp' ? 'UDP datagram' : 'TCP connection request'
      return {
        title: `${plural(found.drops, packets)} to ${texts.wanted} ${sentence(texts)}`,
        evidence: held.map((s) => ({
          label: `bound by ${ownerLabel(s)}`,
          value: `${localEnd(s)}${s.remote_port === 0 ? '' : ` connected to ${texts.peer}`}${s.bound_ifindex === 0 ? '' : ` on device ${texts.device}`}`,
          query: socketQuery(s),
        })),
        remedy: [remedy(texts)],
        sockets: held.map((s) => socketState(s, found.fromNs, found.toNs)),
      }
    },
  })
}

const localEnd = (socket: SocketFact): string => endpoint(socket.local_address, socket.local_port)

/** What a wildcard address does not say: that it takes one IP version, and the packets were of the other. */
function onlyVersion(socket: SocketFact, flow: FlowKey | undefined): string {
  if (flow === undefined || !isAnyAddress(socket.local_address)) return ''
  if (socket.family === 4 && flow.family === 6) return ' (IPv4)'
  return socket.family === 6 && flow.family === 4 && socket.v6only !== 0 ? ' (IPv6)' : ''
}
