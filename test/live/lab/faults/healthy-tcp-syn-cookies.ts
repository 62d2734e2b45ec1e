import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a listener that answers by SYN cookies',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/tcp_syncookies', 2)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo', backlog: 256 })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', { to: east.address, port: 9200, count: 100, bytes: 500 })
  },
}

export default fault
