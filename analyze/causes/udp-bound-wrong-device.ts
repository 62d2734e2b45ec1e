import { udpWithoutSocket } from '../sockets/no-socket.js'
import { socketElsewhereCause } from '../sockets/socket-elsewhere.js'

export default socketElsewhereCause({
  name: 'udp-bound-wrong-device',
  what: 'a socket has that port, but is bound to another interface or VRF',
  proto: 'udp',
  state: 'wrong-device',
  withoutSocket: udpWithoutSocket,
  sentence: ({ who, device }) =>
    `lost: the socket of ${who} is bound to device ${device}, the packets came in elsewhere`,
  remedy: ({ who, device }) => ({
    what: `Bind ${who} to the interface the packets come in on instead of ${device} (SO_BINDTODEVICE), or to none; with VRFs see net.ipv4.udp_l3mdev_accept.`,
    command: 'ss -lunpe',
    verify: 'ss -lunpe; snmp:Udp.NoPorts no longer rises',
    undo: '',
  }),
})
