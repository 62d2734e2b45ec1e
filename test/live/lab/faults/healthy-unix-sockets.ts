import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: unix sockets, some closed with unread messages',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'unix-datagrams', { count: 5 })
    await lab.tool('west', 'unix-datagrams', { count: 200, read: true })
    await lab.tool('west', 'unix-stream', { count: 100 })
  },
}

export default fault
