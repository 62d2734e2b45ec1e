import type { Fault } from '../fault.js'
import { numberAfter } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let refused: number

const fault: Fault = {
  title: 'a sender whose own buffer is full while its device is slow',
  causes: [{ cause: 'udp-sndbuf-backpressure', drops: 0, event: 'none', severity: 'benign' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.run('west', 'ip neigh add 10.77.0.2 lladdr 02:00:00:00:00:02 dev lan0')
    await lab.runOrSkip(
      'west',
      'tc qdisc add dev lan0 root handle 1: tbf rate 8bit burst 5000 limit 10000000',
      'no tbf',
    )
  },
  async run(lab) {
    const output = await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9100,
      size: 1000,
      sndbuf: 20_000,
      noWait: true,
      count: 200,
    })
    refused = numberAfter(output, 'refused')
  },
  measure: () => Promise.resolve(fault.causes.map((cause) => ({ ...cause, drops: refused }))),
}

export default fault
