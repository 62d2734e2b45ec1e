import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a receiver whose window closes again and again',
  causes: [],
  needs: ['socat', 'timeout'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'hold', rcvbuf: 8192 })
  },
  async run(lab) {
    const sender = await lab.start(
      'west',
      `timeout 2 socat -u OPEN:/dev/zero TCP:${east.address}:9200`,
    )
    await sender.ended()
  },
}

export default fault
