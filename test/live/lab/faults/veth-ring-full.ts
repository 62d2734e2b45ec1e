import { readdirSync, readFileSync } from 'node:fs'
import { attachBpf } from '../attach-bpf.js'
import { NotHere, type Fault } from '../fault.js'
import { netnsName } from '../netns.js'
import { runProgram, type RunningProgram } from '../program.js'
import { receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

/** Thread of the kernel that polls the device. */
const pollers = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('napi/lan0-')
    } catch {
      // it ended meanwhile
      return false
    }
  })

const fault: Fault = {
  title: 'the receive ring of a veth with XDP is full: its poller gets no CPU',
  causes: [{ cause: 'veth-ring-full', drops: 0, severity: 'problem' }],
  needs: ['taskset'],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    // with a program on it a veth hands packets over by a ring
    await attachBpf(lab, 'east', { iface: 'lan0', hook: 'xdp-native', port: 9 })
    const before = new Set(pollers())
    await runProgram('ip', [
      'netns',
      'exec',
      netnsName('east'),
      'sh',
      '-c',
      'echo 1 > /sys/class/net/lan0/threaded',
    ])
    const mine = pollers().filter((pid) => !before.has(pid))
    if (mine.length === 0) throw new NotHere('this kernel polls a veth in no thread of its own')
    for (const pid of mine) await runProgram('taskset', ['-pc', '0', pid])
    receiver = await lab.startTool('east', 'udp-receive', { port: 9100, rcvbuf: 8_000_000 })
    await lab.startTool('east', 'udp-receive', { port: 9102, mode: 'echo' })
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 1 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9100,
      count: 1009,
      cpu: 0,
      fifo: true,
    })
    // comes behind all others in the ring: once it is answered, they have arrived
    await lab.tool('west', 'udp-send', { to: east.address, port: 9102, count: 1, echo: true })
  },
  /** What was sent and did not arrive. */
  async measure() {
    const received = await receivedBy(receiver)
    return fault.causes.map((cause) => ({ ...cause, drops: 1 + 1009 - received }))
  },
}

export default fault
