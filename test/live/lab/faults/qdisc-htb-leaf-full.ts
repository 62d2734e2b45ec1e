import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'
import { numberAfter } from '../tool-output.js'

let refused: number

const fault: Fault = {
  title: 'a class of htb at one byte a second, whose pfifo holds ten packets',
  causes: [
    {
      cause: 'qdisc-htb-leaf-full',
      drops: 457,
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
    await lab.runOrSkip('west', 'tc qdisc add dev lan0 root handle 1: htb default 10', 'no htb')
    await lab.runOrSkip(
      'west',
      'tc class add dev lan0 parent 1: classid 1:10 htb rate 8bit burst 5000 cburst 5000',
      'no htb',
    )
    await lab.runOrSkip(
      'west',
      'tc qdisc add dev lan0 parent 1:10 handle 10: pfifo limit 10',
      'no htb',
    )
  },
  async run(lab) {
    const output = await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9014,
      size: 958,
      count: 468,
      told: true,
    })
    refused = numberAfter(output, 'refused')
  },
  // what the sender was refused
  measure: () => Promise.resolve(fault.causes.map((cause) => ({ ...cause, drops: refused }))),
}

export default fault
