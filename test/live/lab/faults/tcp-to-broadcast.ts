import type { Fault } from '../fault.js'
import { twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'SYNs to a broadcast address, which TCP does not take',
  causes: [
    {
      cause: 'broadcast-nobody-listens',
      drops: 683,
      event: 'tcp_v4_rcv/NOT_SPECIFIED',
      severity: 'benign',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: 'ff:ff:ff:ff:ff:ff',
      src: west.address,
      dst: '10.77.0.255',
      proto: 'tcp',
      dport: 9007,
      sport: 20000,
      varySport: true,
      count: 683,
    })
  },
}

export default fault
