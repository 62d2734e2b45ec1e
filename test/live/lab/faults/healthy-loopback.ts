import type { Fault } from '../fault.js'
import { loopbackOnly } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: all over the loopback device, IPv4 and IPv6',
  causes: [],
  async setUp(lab) {
    await loopbackOnly(lab)
    await lab.startTool('solo', 'tcp-listen', { port: 9200, mode: 'echo' })
    await lab.startTool('solo', 'udp-receive', { bind: '::1', port: 9201, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('solo', 'tcp-connect', { to: '127.0.0.1', port: 9200, count: 50, bytes: 20_000 })
    await lab.tool('solo', 'udp-send', { to: '::1', port: 9201, count: 200, echo: true })
  },
}

export default fault
