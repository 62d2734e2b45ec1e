import type { Fault } from '../fault.js'
import { netnsName } from '../netns.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a macvlan device in a namespace of its own beside its lower device',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.addHost('guest')
    await lab.run(
      'east',
      `ip link add mv0 link lan0 address 02:00:00:00:00:33 netns ${netnsName('guest')} type macvlan mode bridge`,
    )
    await lab.run('guest', 'ip link set mv0 addrgenmode none')
    await lab.run('guest', 'ip address add 10.77.0.33/24 dev mv0')
    await lab.run('guest', 'ip link set mv0 up')
    await lab.startTool('guest', 'udp-receive', { port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: '10.77.0.33',
      port: 9200,
      count: 200,
      rate: 500,
      echo: true,
    })
  },
}

export default fault
