/** Five faults at once, over housekeeping, with a source missing and two events. */
import type { ReportModel } from '../../analyze/model/report-model.js'
import { finding, ladder, ledgerRow, reportModel, spread } from './model.js'
import { stoppedReceiver, udpStopped } from './udp-stopped.js'

const heat = (cpus: number): ReportModel['cpuHeat'] => ({
  binMs: 250,
  rows: Array.from({ length: cpus }, (_, cpu) => ({
    cpu,
    drops: Array.from({ length: 240 }, (_, i) =>
      (i * (cpu + 3)) % 17 < (cpu === 2 ? 9 : 1) ? 1 + ((i * 7 + cpu) % (cpu === 2 ? 60 : 3)) : 0,
    ),
  })),
  counted: 9000,
  of: 12_311,
})

const mixed = [
  stoppedReceiver,
  finding({
    cause: 'firewall-input',
    drops: 5120,
    title:
      'A rule in table inet filter, chain input (handle 7) dropped 5,120 packets to TCP port 2222.',
    timeline: spread(5120, 60, 140),
    window: { fromMs: 15_000, toMs: 35_000 },
    flows: [
      { proto: 'tcp', src: '10.77.0.1', sport: 51_000, dst: '10.77.0.2', dport: 2222, drops: 5120 },
    ],
    moreFlows: 37,
    remedy: [
      {
        what: 'If port 2222 should be reachable, delete the rule (handle 7) or put an accept before it.',
        command: 'nft delete rule inet filter input handle 7',
        verify: 'nft list chain inet filter input; the counter of the rule no longer rises',
        undo: 'nft add rule inet filter input tcp dport 2222 counter drop',
      },
    ],
  }),
  finding({
    cause: 'qdisc-tbf-full',
    drops: 3127,
    confidence: 'likely',
    confidenceWhy: 'The qdisc counts them, but another qdisc on the same device drops as well.',
    title:
      'The token bucket 8001: on veth0 (1 Mbit/s, 15 KB) dropped 3,127 packets on their way out.',
    timeline: spread(3127, 100, 220),
    window: { fromMs: 25_000, toMs: 55_000 },
    flows: [
      { proto: 'udp', src: '10.77.0.2', sport: 6000, dst: '10.77.0.9', dport: 6000, drops: 3127 },
    ],
    remedy: [
      {
        what: 'Raise the rate from 1 Mbit/s to what is offered (8.3 Mbit/s), or shape the sender.',
        command: 'tc qdisc change dev veth0 handle 8001: tbf rate 10mbit burst 64kb latency 50ms',
        verify: 'tc -s qdisc show dev veth0: dropped no longer rises',
        undo: 'tc qdisc change dev veth0 handle 8001: tbf rate 1mbit burst 15kb latency 50ms',
      },
    ],
  }),
  finding({
    cause: 'udp-no-listener',
    drops: 312,
    title: '312 datagrams came to UDP port 9999 of 10.77.0.2, where no socket is bound.',
    timeline: spread(312, 20, 60),
    flows: [{ proto: 'udp', src: 'fd00::1', sport: 4000, dst: 'fd00::2', dport: 9999, drops: 312 }],
  }),
  finding({
    cause: 'unknown-site',
    severity: 'unknown',
    confidence: 'possible',
    confidenceWhy: 'The atlas does not know this site; what moves with it is correlation.',
    drops: 77,
    title: '77 packets were freed in tipc_rcv, which dropcorr does not know.',
    sites: [{ symbol: 'tipc_rcv', reason: 'NOT_SPECIFIED', drops: 77 }],
    timeline: spread(77, 200, 202),
  }),
  finding({
    cause: 'tcp-old-ack',
    severity: 'benign',
    drops: 1204,
    title: '1,204 ACKs told the receiver nothing new.',
    timeline: spread(1204),
  }),
]

export const fiveFaults: ReportModel = reportModel(mixed, {
  findings: {
    ledger: [
      ledgerRow({
        scope: 'dc-rx',
        delta: 2000,
        explainedBy: [
          {
            cause: 'udp-rcvbuf-full',
            site: '__udp_enqueue_schedule_skb',
            reason: 'SOCKET_RCVBUFF',
            drops: 2000,
          },
        ],
      }),
      ledgerRow({
        counter: 'qdisc:veth0/8001:.drops',
        delta: 3200,
        residue: 73,
        residueWhy: 'The qdisc counts segments, the drop events skbs: 73 came in larger skbs.',
        meaning: 'Packets the qdisc dropped.',
        explainedBy: [
          { cause: 'qdisc-tbf-full', site: 'tbf_enqueue', reason: 'QDISC_DROP', drops: 3127 },
        ],
      }),
      ledgerRow({
        counter: 'snmp:Ip.InReceives',
        isDrop: 'never',
        delta: 98_000,
        residue: 98_000,
        meaning: 'IPv4 packets handed to the IP input routine.',
      }),
    ],
    ruledOut: [
      { cause: 'cpu-backlog-full', state: 'clear', why: 'softnet dropped rose on no CPU.' },
      { cause: 'nic-error', state: 'unknown', why: 'ethtool statistics were not readable.' },
    ],
    health: [
      { source: 'bpf', status: 'ok', why: '', lost: 0 },
      { source: 'packets', status: 'ok', why: '', lost: 0 },
      {
        source: 'ethtool-stats',
        status: 'unavailable',
        why: 'veth0 has no driver statistics; drops inside the NIC stay unseen.',
        lost: 0,
      },
    ],
  },
  timeline: {
    ...reportModel().timeline,
    counters: [
      {
        name: 'snmp:Udp.RcvbufErrors',
        scope: 'dc-rx',
        isDrop: 'always',
        delta: 2000,
        increase: spread(2000, 17, 234),
      },
      {
        name: 'qdisc:veth0/8001:.drops',
        scope: 'dc-rx',
        isDrop: 'always',
        delta: 3200,
        increase: spread(3200, 100, 220),
      },
      {
        name: 'snmp:Udp.NoPorts',
        scope: 'dc-rx',
        isDrop: 'always',
        delta: 312,
        increase: spread(312, 20, 60),
      },
    ],
    moreCounters: 12,
    marks: [
      { atMs: 12_400, kind: 'clock-step', text: 'The wall clock was set back by 1.8 s.' },
      { atMs: 45_000, kind: 'interface', text: 'veth9 in dc-rx vanished.' },
    ],
  },
  cpuHeat: heat(4),
  ladder: ladder(
    ['tc', 'qdisc-tbf-full', 3127, 'tx'],
    ['netfilter', 'firewall-input', 5120],
    ['transport', 'udp-no-listener', 312],
    ['socket', 'udp-rcvbuf-full', 2000],
    ['unknown', 'unknown-site', 77, 'unknown'],
  ),
  dropPaths: {
    paths: mixed
      .filter((f) => f.severity !== 'benign')
      .flatMap((f) =>
        f.sites.map(({ symbol, drops }) => ({
          destination: 'udp 10.0.0.2:5000',
          site: symbol,
          findingId: f.id,
          drops,
        })),
      ),
    morePaths: 0,
  },
  hurt: {
    flows: mixed
      .filter((f) => f.severity === 'problem')
      .flatMap((f) =>
        f.flows.map((flow) => ({
          ...flow,
          findingId: f.id,
          netns: 'dc-rx',
          flows: 1,
          packets: flow.drops * 2,
          fromMs: f.window.fromMs,
          toMs: f.window.toMs,
        })),
      ),
    moreFlows: 37,
    sockets: udpStopped.hurt.sockets,
    moreSockets: 0,
  },
  environment: udpStopped.environment,
  samples: [
    ...udpStopped.samples,
    {
      findingId: 'unknown-site',
      of: 77,
      lines: [
        {
          atMs: 50_100.25,
          sinceMs: null,
          interface: 'veth0',
          site: 'tipc_rcv+0x2a1',
          reason: 'NOT_SPECIFIED',
          text: 'ethertype 0x88ca, length 60',
        },
      ],
      stack: ['kfree_skb_reason', 'tipc_rcv', 'tipc_l2_rcv_msg', '__netif_receive_skb_one_core'],
    },
  ],
})
