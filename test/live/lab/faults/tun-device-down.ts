import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a program hands packets to a tun device that is down',
  causes: [
    {
      cause: 'tun-device-down',
      drops: 179,
      event: 'tun_get_user/DEV_READY',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.runOrSkip('west', 'ip tuntap add dev tun0 mode tun', 'this kernel has no tun')
  },
  async run(lab) {
    await lab.tool('west', 'tun-write', { name: 'tun0', count: 179 })
  },
}

export default fault
