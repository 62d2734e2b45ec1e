import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { twoHosts } from '../topology.js'

let reader: RunningProgram

const fault: Fault = {
  title: 'the program behind a tun device ends with packets unread',
  causes: [{ cause: 'tun-reader-exited', drops: 47, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.runOrSkip('west', 'ip tuntap add dev tun0 mode tun', 'this kernel has no tun')
    await lab.run('west', 'ip link set tun0 addrgenmode none txqueuelen 100')
    await lab.run('west', 'ip address add 10.79.0.1/24 dev tun0')
    reader = await lab.startTool('west', 'tun-hold', {
      name: 'tun0',
      closeOn: join(lab.folder, 'close'),
    })
    await lab.run('west', 'ip link set tun0 up')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '10.79.0.2', port: 9016, count: 47 })
    writeFileSync(join(lab.folder, 'close'), '')
    await reader.said('closed')
    await lab.rcuBarrier('west')
  },
}

export default fault
