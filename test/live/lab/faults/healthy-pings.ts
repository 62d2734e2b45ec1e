import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: several pings at a time, IPv4 and IPv6',
  causes: [],
  needs: ['ping'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
  },
  async run(lab) {
    await Promise.all([
      lab.run('west', `ping -q -i 0.01 -c 60 ${east.address}`),
      lab.run('west', `ping -q -i 0.01 -c 50 ${east.address}`),
      lab.run('west', `ping -6 -q -i 0.01 -c 60 ${east.address6}`),
      lab.run('east', `ping -q -i 0.01 -c 60 ${west.address}`),
    ])
  },
}

export default fault
