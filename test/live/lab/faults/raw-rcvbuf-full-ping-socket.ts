import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

/** The identifier of the echoes that send-frames makes. */
const identifier = 0x1dab

const fault: Fault = {
  title:
    'echo replies to a ping socket that does not read: its events and its counter are one loss',
  causes: [
    {
      cause: 'raw-rcvbuf-full',
      title: /ping socket of packet-tool/,
      drops: 0,
      event: 'ping_rcv/SOCKET_RCVBUFF',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/ping_group_range', '0 0')
    await lab.startTool('east', 'ping-receive', {
      bind: east.address,
      port: identifier,
      rcvbuf: 4000,
    })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'icmp',
      icmpType: 0,
      payload: 500,
      count: 643,
    })
  },
  async measure(lab) {
    const table = await lab.run('east', 'cat /proc/net/icmp')
    const drops = Number(table.trim().split(/\s+/).at(-1))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
