import type { Fault } from '../fault.js'
import { waitUntil } from '../wait-until.js'
import { counterOf } from '../counter-of.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'first fragments whose rest never comes',
  causes: [{ cause: 'fragment-timeout', drops: 43, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/ipfrag_time', 1)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      moreFragments: true,
      varyId: true,
      id: 100,
      payload: 64,
      count: 43,
    })
    await waitUntil(
      'reassembly to be given up',
      async () => (await counterOf(lab, 'east', 'snmp:Ip.ReasmTimeout')) >= 43,
    )
  },
}

export default fault
