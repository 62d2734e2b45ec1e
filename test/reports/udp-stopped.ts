/** A stopped UDP receiver: one certain cause, everything explained. */
import type { Finding } from '../../analyze/finding.js'
import type { ReportModel } from '../../analyze/model/report-model.js'
import { finding, ladder, ledgerRow, reportModel, spread } from './model.js'

export const stoppedReceiver: Finding = finding({
  title:
    '2,000 UDP datagrams to 10.77.0.2:5000 found the receive buffer full, because the receiver python3 (pid 4711) is stopped.',
  drops: 2000,
  confidenceWhy:
    'The kernel gave SOCKET_RCVBUFF for each of them, and the process was in state T for 58.1 s of 60 s.',
  window: { fromMs: 4200, toMs: 58_300 },
  netns: ['dc-rx'],
  interfaces: ['veth0'],
  sites: [{ symbol: '__udp_enqueue_schedule_skb', reason: 'SOCKET_RCVBUFF', drops: 2000 }],
  flows: [
    { proto: 'udp', src: '10.77.0.1', sport: 40_112, dst: '10.77.0.2', dport: 5000, drops: 1800 },
    { proto: 'udp', src: '10.77.0.1', sport: 40_113, dst: '10.77.0.2', dport: 5000, drops: 200 },
  ],
  sockets: [
    {
      proto: 'udp',
      local: '10.77.0.2:5000',
      remote: '',
      pid: 4711,
      comm: 'python3',
      state: 'stopped',
      rcvbuf: 212_992,
    },
  ],
  counters: [
    { name: 'snmp:Udp.RcvbufErrors', scope: 'dc-rx', delta: 2000, explained: 2000 },
    { name: 'snmp:Udp.InErrors', scope: 'dc-rx', delta: 2000, explained: 2000 },
  ],
  evidence: [
    {
      label: 'drop events with reason SOCKET_RCVBUFF at this socket',
      value: 2000,
      query:
        "SELECT sum(drops) FROM drop_count JOIN drop_key ON drop_key.id = key\nWHERE reason = 'SOCKET_RCVBUFF'",
    },
    {
      label: 'state of the process that owns the socket',
      value: 'T (stopped) from 1.9 s to the end',
      query: 'SELECT at_ns, state FROM process_sample WHERE pid = 4711 ORDER BY at_ns',
    },
    {
      label: 'receive memory in use, of its limit',
      value: '213,504 of 212,992 bytes',
      query: 'SELECT max(rmem) FROM socket_sample WHERE socket = 12',
    },
  ],
  against: [
    {
      label: 'the receiver used CPU before it was stopped',
      value: '0.4% of one CPU',
      query: 'SELECT max(cpu_ms) FROM process_sample WHERE pid = 4711',
    },
  ],
  remedy: [
    {
      what: 'Let python3 (pid 4711) run again: it has been stopped by a signal since 1.9 s. A larger buffer would only fill later.',
      command: 'kill -CONT 4711',
      verify: "nstat -az UdpRcvbufErrors stops rising; ps -o stat= -p 4711 shows 'S' or 'R'",
      undo: 'kill -STOP 4711',
    },
  ],
  timeline: spread(2000, 17, 234),
})

export const udpStopped: ReportModel = reportModel(
  [
    stoppedReceiver,
    finding({
      cause: 'ping-reply',
      severity: 'benign',
      drops: 41,
      title: '41 echo replies that ping read by another way.',
      timeline: spread(41),
    }),
  ],
  {
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
      ],
    },
    ladder: ladder(['socket', 'udp-rcvbuf-full', 2000]),
    hurt: {
      flows: stoppedReceiver.flows.map((flow) => ({
        ...flow,
        findingId: 'udp-rcvbuf-full',
        netns: 'dc-rx',
        flows: 1,
        packets: flow.drops + 275,
        fromMs: 4200,
        toMs: 58_300,
      })),
      moreFlows: 0,
      sockets: [
        {
          findingId: 'udp-rcvbuf-full',
          netns: 'dc-rx',
          proto: 'udp',
          local: '10.77.0.2:5000',
          remote: '',
          drops: 2000,
          rcvbuf: 212_992,
          rmemMax: 213_504,
          pid: 4711,
          comm: 'python3',
          state: 'stopped',
          cpuShare: 0.004,
        },
      ],
      moreSockets: 0,
    },
    environment: [
      {
        group: 'sysctl',
        scope: 'global',
        name: 'net.core.rmem_default',
        value: '212992',
        usedBy: ['udp-rcvbuf-full'],
      },
      { group: 'sysctl', scope: 'host', name: 'net.ipv4.ip_forward', value: '0', usedBy: [] },
    ],
    samples: [
      {
        findingId: 'udp-rcvbuf-full',
        of: 2000,
        lines: Array.from({ length: 5 }, (_, i) => ({
          atMs: 4200 + i * 27.5,
          sinceMs: i === 0 ? 0.062 : 27.5,
          interface: 'veth0',
          site: '__udp_enqueue_schedule_skb+0x1c4',
          reason: 'SOCKET_RCVBUFF',
          text: '10.77.0.1:40112 > 10.77.0.2:5000 UDP, length 64',
        })),
        stack: [],
      },
    ],
  },
)
