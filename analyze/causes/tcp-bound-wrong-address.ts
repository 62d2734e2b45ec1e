import { isRefusedSyn, isSynWithoutReason } from '../packets/tcp-handshake.js'
import { socketElsewhereCause } from '../sockets/socket-elsewhere.js'

export default socketElsewhereCause({
  name: 'tcp-bound-wrong-address',
  what: 'something listens on that TCP port, but on another local address',
  proto: 'tcp',
  state: 'wrong-address',
  withoutSocket: (group) =>
    isRefusedSyn(group) ? 'certain' : isSynWithoutReason(group) ? 'likely' : undefined,
  sentence: ({ who, has }) => `refused: ${who} listens on ${has} only`,
  remedy: ({ who, has, wantedAddress }) => ({
    what: `Let ${who} listen on ${wantedAddress} or on all addresses instead of ${has}, or connect to ${has}.`,
    command: 'ss -ltnp',
    verify: 'ss -ltnp shows the wanted address',
    undo: '',
  }),
})
