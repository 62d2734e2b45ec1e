import { defineCause } from '../cause.js'
import { plural, socketQuery, socketState } from '../evidence.js'
import { endpoint } from '../host.js'
import { lookUp, ownerLabel } from '../listeners.js'
import { udpWithoutSocket, noPortCounter } from '../no-socket.js'

export default defineCause({
  name: 'udp-connected-other-peer',
  kind: 'problem',
  what: 'the only socket on that port is connected to another peer',
  needs: ['sockets'],
  uses: ['host', 'counters'],

  claim(group, { sockets, counters }) {
    const confidence = udpWithoutSocket(group, counters)
    if (confidence === undefined) return undefined
    const found = lookUp(sockets, group, 'udp')
    if (found.state !== 'other-peer') return undefined
    return {
      confidence,
      why: 'the kernel found no socket for these packets; the socket table shows why',
      subject: String(group.flow?.dport ?? 0),
    }
  },

  moves: (group) => [noPortCounter(group)],

  explain(found, { sockets, host }) {
    const [group] = found.groups
    const result = group === undefined ? undefined : lookUp(sockets, group, 'udp')
    const held = result?.state === 'other-peer' ? result.sockets : []
    const [socket] = held
    const wanted = group?.flow === undefined ? '' : endpoint(group.flow.dst, group.flow.dport)
    const who = ownerLabel(socket)
    const peer = socket === undefined ? '' : endpoint(socket.remote_address, socket.remote_port)
    const device =
      socket === undefined ? '' : (host?.interfaceName(socket.netns, socket.bound_ifindex) ?? '')
    return {
      title: `${plural(found.drops, 'UDP datagram')} to ${wanted} lost: the socket of ${who} on that port is connected to ${peer} and takes nothing from others`,
      evidence: held.map((s) => ({
        label: `bound by ${ownerLabel(s)}`,
        value: `${endpoint(s.local_address, s.local_port)}${s.remote_port === 0 ? '' : ` connected to ${peer}`}${s.bound_ifindex === 0 ? '' : ` on device ${device}`}`,
        query: socketQuery(s),
      })),
      remedy: [
        {
          what: `Let ${who} use an unconnected socket, or send from ${peer}.`,
          command: 'ss -unp',
          verify: 'ss -unp; snmp:Udp.NoPorts no longer rises',
          undo: '',
        },
      ],
      sockets: held.map((s) => socketState(s, found.fromNs, found.toNs)),
    }
  },
})
