import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'packets to closed ports from an address that no route leads back to: the answers are no sends of a program',
  causes: [
    { cause: 'udp-no-listener', drops: 31, severity: 'problem', counters: ['snmp6:Udp6NoPorts'] },
    { cause: 'tcp-no-listener', drops: 37, event: 'tcp_v6_rcv/NO_SOCKET', severity: 'problem' },
    { cause: 'no-route-local-send', drops: 68, severity: 'benign' },
  ],
  setUp: (lab) => twoHosts(lab, { ipv6: true }),
  async run(lab) {
    const frame = { iface: 'lan0', dstMac: east.mac, src: '2001:db8::66', dst: east.address6 }
    await lab.tool('west', 'send-frames', { ...frame, proto: 'udp', dport: 9001, count: 31 })
    await lab.tool('west', 'send-frames', { ...frame, proto: 'tcp', dport: 9007, count: 37 })
  },
}

export default fault
