import type { Fault } from '../fault.js'
import { netnsName } from '../netns.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a namespace that goes away after its traffic',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.addHost('guest')
    await lab.run('west', `ip link add v0 type veth peer name lan0 netns ${netnsName('guest')}`)
    await lab.run('west', 'ip address add 10.78.9.1/24 dev v0')
    await lab.run('west', 'ip link set v0 up')
    await lab.run('guest', 'ip address add 10.78.9.2/24 dev lan0')
    await lab.run('guest', 'ip link set lan0 up')
    await lab.startTool('guest', 'udp-receive', { port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: '10.78.9.2',
      port: 9200,
      count: 100,
      rate: 500,
      echo: true,
    })
    await lab.run('guest', 'ip link delete lan0')
  },
}

export default fault
