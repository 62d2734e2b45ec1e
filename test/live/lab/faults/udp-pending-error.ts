import type { Fault } from '../fault.js'
import { counterOf } from '../counter-of.js'
import { east, twoHosts } from '../topology.js'

let discardsBefore: number

const fault: Fault = {
  title:
    'a sender that is told of closed ports: its next send fails, and no packet is lost by that',
  causes: [
    { cause: 'udp-no-listener', drops: 0, severity: 'problem' },
    { cause: 'udp-pending-error', drops: 0, severity: 'benign' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    discardsBefore = await counterOf(lab, 'west', 'snmp:Ip.OutDiscards')
    await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9555,
      count: 14,
      rate: 50,
      told: true,
    })
  },
  async measure(lab) {
    const failed = (await counterOf(lab, 'west', 'snmp:Ip.OutDiscards')) - discardsBefore
    const [nobody, told] = fault.causes
    return [
      ...(nobody === undefined ? [] : [{ ...nobody, drops: 14 - failed }]),
      ...(told === undefined ? [] : [{ ...told, drops: failed }]),
    ]
  },
}

export default fault
