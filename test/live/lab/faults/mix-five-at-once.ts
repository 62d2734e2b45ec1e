import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { east, twoHosts, west } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'five faults at once on one host, over healthy traffic',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /is stopped/,
      drops: 211,
      event: 'udp_queue_rcv_one_skb/SOCKET_RCVBUFF',
      severity: 'problem',
      counters: ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InErrors'],
      processState: 'stopped',
    },
    {
      cause: 'udp-no-listener',
      drops: 101,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
      counters: ['snmp:Udp.NoPorts'],
    },
    {
      cause: 'firewall-input',
      drops: 173,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
    {
      cause: 'ip-bad-header-checksum',
      drops: 401,
      event: 'ip_rcv_core/IP_CSUM',
      severity: 'problem',
    },
    { cause: 'tcp-no-listener', drops: 131, event: 'tcp_v4_rcv/NO_SOCKET', severity: 'problem' },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', { port: 9000, rcvbuf: 20_000 })
    await lab.startTool('east', 'udp-receive', { port: 9010 })
    await lab.nft(
      'east',
      `table inet lab {
  chain guard {
    type filter hook input priority 0; policy accept;
    udp dport 9010 counter drop comment "lab"
  }
}
`,
    )
  },
  async run(lab) {
    receiver.signal('SIGSTOP')
    const frames = { iface: 'lan0', dstMac: east.mac, src: west.address, dst: east.address }
    await Promise.all([
      lab.tool('west', 'udp-send', {
        to: east.address,
        port: 9000,
        size: 1000,
        count: 5000,
        untilDrops: 211,
        dropsFile: `/proc/${receiver.pid}/net/udp`,
      }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9001, count: 101, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 173, rate: 500 }),
      lab.tool('west', 'send-frames', {
        ...frames,
        proto: 'udp',
        ipBadChecksum: true,
        count: 401,
        gapUs: 500,
      }),
      lab.tool('west', 'tcp-connect', { to: east.address, port: 9005, count: 131 }),
    ])
  },
}

export default fault
