import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

let backlog: number

const fault: Fault = {
  title: 'a queue that is taken away with packets in it',
  causes: [{ cause: 'qdisc-flushed', drops: 0 }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9014 })
    await lab.run('west', 'ip neigh add 10.77.0.2 lladdr 02:00:00:00:00:02 dev lan0')
    await lab.runOrSkip(
      'west',
      'tc qdisc add dev lan0 root handle 1: tbf rate 8bit burst 5000 limit 200000',
      'no tbf',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9014,
      size: 958,
      count: 42,
      burst: 10,
    })
    const shown = await lab.run('west', 'tc -s qdisc show dev lan0 root')
    backlog = Number(/backlog \S+ (\d+)p/.exec(shown)?.[1])
    await lab.run('west', 'tc qdisc del dev lan0 root')
  },
  measure: () => Promise.resolve(fault.causes.map((cause) => ({ ...cause, drops: backlog }))),
}

export default fault
