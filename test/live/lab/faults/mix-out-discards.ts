import type { Fault } from '../fault.js'
import { attachBpf } from '../attach-bpf.js'
import { numberAfter } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let refused: number

const fault: Fault = {
  title: 'one counter, three causes: Ip.OutDiscards from a firewall, a tc program and a full queue',
  causes: [
    {
      cause: 'firewall-output',
      drops: 137,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
      counters: ['snmp:Ip.OutDiscards'],
    },
    {
      cause: 'tc-egress-filter',
      drops: 139,
      event: '__dev_queue_xmit/TC_EGRESS',
      severity: 'problem',
    },
    {
      cause: 'qdisc-tbf-full',
      drops: 0,
      event: '__dev_queue_xmit/QDISC_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft', 'tc'],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.run('west', 'ip neigh add 10.77.0.2 lladdr 02:00:00:00:00:02 dev lan0')
    await lab.nft(
      'west',
      `table inet lab {
  chain guard {
    type filter hook output priority 0; policy accept;
    udp dport 9101 counter drop
  }
}
`,
    )
    await attachBpf(lab, 'west', { iface: 'lan0', hook: 'tcx-egress', port: 9102 })
    await lab.runOrSkip(
      'west',
      'tc qdisc add dev lan0 root handle 1: tbf rate 8bit burst 5000 limit 10000',
      'no tbf',
    )
  },
  async run(lab) {
    const to = { to: east.address, size: 900 }
    await lab.tool('west', 'udp-send', { ...to, port: 9101, count: 137 })
    await lab.tool('west', 'udp-send', { ...to, port: 9102, count: 139 })
    const output = await lab.tool('west', 'udp-send', { ...to, port: 9100, count: 160, told: true })
    refused = numberAfter(output, 'refused')
  },
  measure: () =>
    Promise.resolve(
      fault.causes.map((cause) =>
        cause.cause === 'qdisc-tbf-full' ? { ...cause, drops: refused } : cause,
      ),
    ),
}

export default fault
