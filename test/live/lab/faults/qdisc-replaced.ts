import type { Fault } from '../fault.js'
import { numberAfter } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let refused: number
let backlog: number

const fault: Fault = {
  title: 'a full queue that is replaced before anybody has read its counters',
  causes: [
    { cause: 'qdisc-tbf-full', drops: 0, severity: 'problem' },
    { cause: 'qdisc-flushed', drops: 0, title: /of lan0 / },
  ],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9014 })
    await lab.run('west', `ip neigh add ${east.address} lladdr ${east.mac} dev lan0`)
    await lab.runOrSkip(
      'west',
      'tc qdisc add dev lan0 root handle 1: tbf rate 8bit burst 5000 limit 10000',
      'no tbf',
    )
  },
  async run(lab) {
    const output = await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9014,
      size: 958,
      count: 113,
      told: true,
    })
    refused = numberAfter(output, 'refused')
    const shown = await lab.run('west', 'tc -s qdisc show dev lan0 root')
    backlog = Number(/backlog \S+ (\d+)p/.exec(shown)?.[1])
    await lab.run('west', 'tc qdisc replace dev lan0 root handle 2: pfifo limit 1000')
  },
  measure: () =>
    Promise.resolve(
      fault.causes.map((cause) => ({
        ...cause,
        drops: cause.cause === 'qdisc-flushed' ? backlog : refused,
      })),
    ),
}

export default fault
