import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a receiver that reads nothing closes its window, and the sender waits',
  causes: [{ cause: 'tcp-zero-window-no-loss', drops: 0, told: true, severity: 'benign' }],
  needs: ['socat', 'timeout'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'tcp-listen', {
      bind: '::',
      port: 9200,
      mode: 'hold',
      rcvbuf: 20000,
    })
  },
  async run(lab) {
    const sender = await lab.start(
      'west',
      `timeout 2 socat -u OPEN:/dev/zero TCP6:[${east.address6}]:9200`,
    )
    await sender.ended()
  },
}

export default fault
