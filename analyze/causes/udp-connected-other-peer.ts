import { udpWithoutSocket } from '../sockets/no-socket.js'
import { socketElsewhereCause } from '../sockets/socket-elsewhere.js'

export default socketElsewhereCause({
  name: 'udp-connected-other-peer',
  what: 'the only socket on that port is connected to another peer',
  proto: 'udp',
  state: 'other-peer',
  withoutSocket: udpWithoutSocket,
  sentence: ({ who, peer }) =>
    `lost: the socket of ${who} on that port is connected to ${peer} and takes nothing from others`,
  remedy: ({ who, peer }) => ({
    what: `Let ${who} use an unconnected socket, or send from ${peer}.`,
    command: 'ss -unp',
    verify: 'ss -unp; snmp:Udp.NoPorts no longer rises',
    undo: '',
  }),
})
