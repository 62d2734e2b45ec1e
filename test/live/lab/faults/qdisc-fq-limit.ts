import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'
import { qdiscDrops } from '../qdisc-drops.js'

const fault: Fault = {
  title: 'an fq of ten packets behind one flow that is paced',
  causes: [
    {
      cause: 'qdisc-fq-limit',
      drops: 467,
      event: '__dev_queue_xmit/QDISC_DROP',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9014 })
    // Resolved beforehand, so that no ARP waits in the queue under test.
    await lab.run('west', `ip neigh add ${east.address} lladdr ${east.mac} dev lan0`)
    await lab.runOrSkip(
      'west',
      'tc qdisc add dev lan0 root handle 1: fq limit 10 flow_limit 10 maxrate 8kbit',
      'this kernel has no fq',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9014,
      size: 958,
      count: 477,
      burst: 50,
    })
  },
  async measure(lab) {
    const drops = await qdiscDrops(lab, 'west', 'lan0')
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
