import type { Fault } from '../fault.js'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { RunningProgram } from '../program.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'a UDP socket is closed with datagrams that nobody read',
  causes: [
    {
      cause: 'socket-closed-with-unread-data',
      drops: 71,
      event: 'udp_destruct_common/NOT_SPECIFIED',
      severity: 'benign',
    },
  ],
  // Healthy TCP closes some of its sockets so, too.
  background: 'none',
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', {
      port: 9013,
      mode: 'never',
      closeOn: join(lab.folder, 'close'),
    })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9013, count: 71 })
    closeSync(openSync(join(lab.folder, 'close'), 'w'))
    await receiver.said('closed')
    await lab.rcuBarrier('east')
  },
}

export default fault
