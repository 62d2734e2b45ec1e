import type { Fault } from '../fault.js'
import { loopbackOnly } from '../topology.js'
import { startTcpPeer } from '../tcp-peer.js'
import type { RunningProgram } from '../program.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'bare ACKs of long ago on an open TCP connection: answered by challenges, nothing is lost',
  causes: [],
  background: 'apart',
  async setUp(lab) {
    await loopbackOnly(lab)
    await lab.run('solo', 'ip tuntap add dev tun0 mode tun')
    await lab.run('solo', 'ip link set tun0 addrgenmode none')
    await lab.run('solo', 'ip address add 10.78.0.1/24 dev tun0')
    await lab.run('solo', 'ip link set tun0 up')
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'old-ack', count: 163 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
