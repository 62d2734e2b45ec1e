import type { Fault } from '../fault.js'
import type { Lab } from '../lab.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: two bridges that speak the spanning tree protocol',
  causes: [],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    for (const [role, { address }] of [
      ['west', west],
      ['east', east],
    ] as const) {
      await lab.run(role, 'ip link add br0 type bridge')
      await lab.run(
        role,
        'ip link set br0 type bridge stp_state 1 hello_time 100 forward_delay 200',
      )
      await lab.run(role, 'ip link set br0 addrgenmode none')
      await lab.run(role, 'ip link set br0 up')
      await lab.run(role, 'ip address flush dev lan0')
      await lab.run(role, 'ip link set lan0 master br0')
      await lab.run(role, `ip address add ${address}/24 dev br0`)
    }
    // Ports listen and learn before they forward.
    await reached(lab, 20)
  },
  async run(lab) {
    await lab.run('west', `ping -q -c 4 ${east.address}`)
  },
}

async function reached(lab: Lab, tries: number): Promise<void> {
  try {
    await lab.run('west', `ping -q -c 1 -W 1 ${east.address}`)
  } catch (error) {
    if (tries <= 1) throw error
    await reached(lab, tries - 1)
  }
}

export default fault
