import type { Fault } from '../fault.js'
import { loopbackOnly } from '../topology.js'
import { startTcpPeer } from '../tcp-peer.js'
import type { RunningProgram } from '../program.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'final ACKs of handshakes by SYN cookie that find the accept queue full',
  causes: [
    {
      cause: 'tcp-accept-queue-full',
      drops: 139,
      event: 'cookie_v4_check/NO_SOCKET',
      severity: 'problem',
      counters: ['netstat:TcpExt.ListenOverflows', 'netstat:TcpExt.ListenDrops'],
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await loopbackOnly(lab)
    await lab.run('solo', 'ip tuntap add dev tun0 mode tun')
    await lab.run('solo', 'ip link set tun0 addrgenmode none')
    await lab.run('solo', 'ip address add 10.78.0.1/24 dev tun0')
    await lab.run('solo', 'ip link set tun0 up')
    // 2 = always answer by cookie: nothing waits in the SYN queue.
    await lab.sysctl('solo', 'net/ipv4/tcp_syncookies', 2)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007, backlog: 3 })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'final-acks', count: 139 + 4 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
