import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const address = 'fd77:9::2'

const fault: Fault = {
  title: 'an IPv6 address whose duplicate address detection does not end',
  causes: [
    {
      cause: 'ipv6-address-tentative',
      drops: 443,
      severity: 'problem',
      title: /for fd77:9::2 lost: an address of lan0 here, but tentative/,
      event: 'ip6_forward/IP_INADDRERRORS',
      counters: ['snmp6:Ip6InAddrErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run('east', 'sysctl -q -w net.ipv6.conf.lan0.dad_transmits=100')
    await lab.run('west', 'ip -6 address add fd77:9::1/64 dev lan0 nodad')
    await lab.run('east', `ip -6 address add ${address}/64 dev lan0`)
    await lab.run('west', `ip -6 neigh add ${address} lladdr ${east.mac} dev lan0`)
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: address, port: 9200, count: 443, rate: 500 })
  },
}

export default fault
