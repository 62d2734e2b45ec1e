import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

/** Version 3 reports, leaves and router advertisements, each with a right checksum. */
const messages = ['2200ddff00000000', '1700f7faef010203', '3000cfff00000000']

const fault: Fault = {
  title: 'nothing is wrong: IGMP messages of others, which ask nothing of this host',
  causes: [],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    for (const payloadHex of messages) {
      await lab.tool('west', 'send-frames', {
        ...{ iface: 'lan0', dstMac: east.mac, src: west.address, dst: east.address },
        ...{ proto: '2', payloadHex, count: 101 },
      })
    }
  },
}

export default fault
