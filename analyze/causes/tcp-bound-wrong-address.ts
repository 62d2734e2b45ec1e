import { defineCause } from '../cause.js'
import { plural, socketQuery, socketState } from '../evidence.js'
import { endpoint } from '../host.js'
import { lookUp, ownerLabel } from '../listeners.js'
import { isRefusedSyn, isSynWithoutReason } from '../tcp-handshake.js'

export default defineCause({
  name: 'tcp-bound-wrong-address',
  kind: 'problem',
  what: 'something listens on that TCP port, but on another local address',
  needs: ['sockets'],
  uses: ['host'],

  claim(group, { sockets }) {
    const isGuess = isSynWithoutReason(group)
    if (!isRefusedSyn(group) && !isGuess) return undefined
    const found = lookUp(sockets, group, 'tcp')
    if (found.state !== 'wrong-address') return undefined
    return {
      confidence: isGuess ? 'likely' : 'certain',
      why: 'the kernel found no socket for these packets; the socket table shows why',
      subject: String(group.flow?.dport ?? 0),
    }
  },

  explain(found, { sockets, host }) {
    const [group] = found.groups
    const result = group === undefined ? undefined : lookUp(sockets, group, 'tcp')
    const held = result?.state === 'wrong-address' ? result.sockets : []
    const [socket] = held
    const wanted = group?.flow === undefined ? '' : endpoint(group.flow.dst, group.flow.dport)
    const has = socket === undefined ? '' : endpoint(socket.local_address, socket.local_port)
    const who = ownerLabel(socket)
    const peer = socket === undefined ? '' : endpoint(socket.remote_address, socket.remote_port)
    const device =
      socket === undefined ? '' : (host?.interfaceName(socket.netns, socket.bound_ifindex) ?? '')
    return {
      title: `${plural(found.drops, 'TCP connection request')} to ${wanted} refused: ${who} listens on ${has} only`,
      evidence: held.map((s) => ({
        label: `bound by ${ownerLabel(s)}`,
        value: `${endpoint(s.local_address, s.local_port)}${s.remote_port === 0 ? '' : ` connected to ${peer}`}${s.bound_ifindex === 0 ? '' : ` on device ${device}`}`,
        query: socketQuery(s),
      })),
      remedy: [
        {
          what: `Let ${who} listen on ${group?.flow?.dst ?? 'that address'} or on all addresses instead of ${has}, or connect to ${has}.`,
          command: 'ss -ltnp',
          verify: 'ss -ltnp shows the wanted address',
          undo: '',
        },
      ],
      sockets: held.map((s) => socketState(s, found.fromNs, found.toNs)),
    }
  },
})
