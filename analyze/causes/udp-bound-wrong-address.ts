import { udpWithoutSocket } from '../sockets/no-socket.js'
import { socketElsewhereCause } from '../sockets/socket-elsewhere.js'

export default socketElsewhereCause({
  name: 'udp-bound-wrong-address',
  what: 'a socket has that port, but on another local address',
  proto: 'udp',
  state: 'wrong-address',
  withoutSocket: udpWithoutSocket,
  sentence: ({ who, has }) => `lost: ${who} has that port, but is bound to ${has} only`,
  remedy: ({ who, has, wantedAddress }) => ({
    what: `Bind ${who} to ${wantedAddress} or to all addresses instead of ${has}, or send to ${has}.`,
    command: 'ss -lunp',
    verify: 'ss -lunp shows the wanted address; snmp:Udp.NoPorts no longer rises',
    undo: '',
  }),
})
