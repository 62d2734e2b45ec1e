import type { Fault } from '../fault.js'
import { waitUntil } from '../wait-until.js'
import { counterOf } from '../counter-of.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'first IPv6 fragments whose rest never comes',
  causes: [{ cause: 'fragment-timeout', drops: 47, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.sysctl('east', 'net/ipv6/ip6frag_time', 1)
  },
  async run(lab) {
    for (let id = 10; id < 57; id++)
      await lab.tool('west', 'send-frames', {
        iface: 'lan0',
        dstMac: east.mac,
        src: west.address6,
        dst: east.address6,
        proto: 'udp',
        nextHeader: 44,
        extension: `11000001000000${id}`,
        payload: 64,
      })
    await waitUntil(
      'reassembly to be given up',
      async () => (await counterOf(lab, 'east', 'snmp6:Ip6ReasmTimeout')) >= 47,
    )
  },
}

export default fault
