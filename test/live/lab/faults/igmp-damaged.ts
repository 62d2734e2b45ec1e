import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'IGMP reports with a wrong checksum',
  causes: [
    { cause: 'igmp-damaged', drops: 433, severity: 'problem', event: 'igmp_rcv/NOT_SPECIFIED' },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      ...{ iface: 'lan0', dstMac: east.mac, src: west.address, dst: east.address },
      ...{ proto: '2', payloadHex: '2200ddfe00000000', count: 433 },
    })
  },
}

export default fault
