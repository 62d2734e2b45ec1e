import type { Fault } from '../fault.js'
import { west, east, bridged } from '../topology.js'

const fault: Fault = {
  title: 'a bridge port that spanning tree holds back',
  causes: [
    {
      cause: 'bridge-port-blocked',
      drops: 389,
      event: 'br_handle_frame/BRIDGE_INGRESS_STP_STATE',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await bridged(lab)
    // A port that comes up listens and learns for 15 seconds each before it forwards.
    await lab.run('switch', 'ip link set p0 down')
    await lab.run('switch', 'ip link set br0 type bridge stp_state 1')
    await lab.run('switch', 'ip link set p0 up')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      count: 389,
    })
  },
}

export default fault
