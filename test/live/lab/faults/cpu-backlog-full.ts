import type { Fault } from '../fault.js'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Ports that the frame goes out of; the backlog takes its limit and one more. */
const backlog = 20
const ports = backlog + 1 + 31

const fault: Fault = {
  title: 'one broadcast through a bridge of 52 ports at once: more than the backlog of a CPU takes',
  causes: [
    {
      cause: 'cpu-backlog-full',
      drops: 31,
      event: 'enqueue_to_backlog/CPU_BACKLOG',
      severity: 'problem',
    },
  ],
  background: 'none',
  // Capturing on a hundred interfaces would tell nothing more.
  recordArguments: ['--no-packets'],
  async setUp(lab) {
    await lab.addHost('switch')
    const commands = ['link add br0 type bridge', 'link set br0 addrgenmode none up']
    for (let port = 0; port <= ports; port++) {
      commands.push(`link add p${port} type veth peer name q${port}`)
      for (const end of [`p${port}`, `q${port}`])
        commands.push(`link set ${end} addrgenmode none up`)
      commands.push(`link set p${port} master br0`)
    }
    const batch = join(lab.folder, 'ports')
    writeFileSync(batch, commands.join('\n'))
    await lab.run('switch', `ip -batch ${batch}`)
  },
  async run(lab) {
    // The limit holds for the whole machine: lowered for the few milliseconds of one frame.
    const restore = lab.globalSysctl('net/core/netdev_max_backlog', backlog)
    try {
      await lab.tool('switch', 'send-frames', {
        iface: 'q0',
        dstMac: 'ff:ff:ff:ff:ff:ff',
        ethertype: 0x0806,
        // An ARP request for an address that nobody has: delivered copies are consumed in silence.
        hex: '00010800060400010200000000990a4d00630000000000000a4d0064',
      })
    } finally {
      restore()
    }
  },
}

export default fault
