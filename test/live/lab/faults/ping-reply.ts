import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a ping that works: the kernel drops its copy of each reply',
  causes: [{ cause: 'ping-reply', drops: 17, event: 'ping_rcv/NO_SOCKET', severity: 'benign' }],
  needs: ['ping'],
  background: 'none',
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.run('west', `ping -q -i 0.01 -c 17 ${east.address}`)
  },
}

export default fault
