/** Report models to render: a builder with defaults, and the cases a reader meets. */
import { noImpact } from '../../analyze/impact/with-impact.js'
import type { Finding, Findings, LedgerRow } from '../../analyze/finding.js'
import type { LadderStep, ReportModel } from '../../analyze/model/report-model.js'

const bins = 240
const binMs = 250

/** `drops` spread over the bins from `from` to `to`, rounded so that the sum is exact. */
export function spread(drops: number, from = 0, to = bins): number[] {
  const series = new Array<number>(bins).fill(0)
  for (let i = from; i < to; i++) {
    const before = Math.floor((drops * (i - from)) / (to - from))
    series[i] = Math.floor((drops * (i + 1 - from)) / (to - from)) - before
  }
  return series
}

export const finding = (over: Partial<Finding> = {}): Finding => {
  const cause = over.cause ?? 'udp-rcvbuf-full'
  const drops = over.drops ?? 23
  return {
    cause,
    id: cause,
    title: `${drops} packets were lost to ${cause}.`,
    severity: 'problem',
    confidence: 'certain',
    confidenceWhy: 'The kernel names the reason itself.',
    drops,
    dropsWithoutEvent: 0,
    window: { fromMs: 0, toMs: 60_000 },
    netns: ['host'],
    interfaces: ['eth0'],
    sites: [{ symbol: 'site_of_it', reason: 'NOT_SPECIFIED', drops }],
    flows: [],
    moreFlows: 0,
    sockets: [],
    counters: [],
    evidence: [],
    against: [],
    remedy: [],
    impact: noImpact(drops),
    owners: [],
    timeline: spread(drops),
    ...over,
  }
}

export const ledgerRow = (over: Partial<LedgerRow> = {}): LedgerRow => ({
  counter: 'snmp:Udp.RcvbufErrors',
  scope: 'host',
  meaning: 'UDP datagrams that found the receive buffer full.',
  isDrop: 'always',
  delta: 23,
  explainedBy: [],
  residue: 0,
  residueWhy: '',
  query: 'SELECT 1',
  ...over,
})

/** A model around findings: totals follow from them. */
export function reportModel(
  findings: readonly Finding[] = [],
  over: Partial<Omit<ReportModel, 'findings'>> & { readonly findings?: Partial<Findings> } = {},
): ReportModel {
  const total = (severity: Finding['severity']): number =>
    findings.filter((f) => f.severity === severity).reduce((n, f) => n + f.drops, 0)
  const { findings: changed, ...rest } = over
  return {
    findings: {
      schema: 'dropcorr/findings@1',
      session: {
        file: 'session.db',
        host: 'edge-07',
        kernel: '6.18.44',
        distribution: 'Debian GNU/Linux 12 (bookworm)',
        start: '2026-11-22T14:00:03.120Z',
        durationMs: 60_000,
        closed: true,
        sources: ['bpf', 'libpcap', 'proc-net-snmp', 'proc-net-netstat', 'qdisc'],
        toolVersion: '0.1.0',
        argv: ['dropcorr', 'record', '--duration', '60s'],
      },
      totals: {
        drops: total('problem') + total('benign') + total('unknown'),
        problem: total('problem'),
        benign: total('benign'),
        unexplained: total('unknown'),
        masked: 0,
        lostDetails: 0,
        packets: 98_412,
        withoutEvent: findings.reduce((n, f) => n + f.dropsWithoutEvent, 0),
      },
      maskedBy: [],
      findings,
      elsewhere: {
        state: 'none',
        statement: 'Nothing shows that packets were lost before they came here.',
        confidence: 'certain',
        why: 'sequence numbers tell',
        flowsLookedAt: 12,
        flows: [],
        moreFlows: 0,
      },
      ledger: [],
      health: ['bpf', 'packets', 'proc-net-snmp', 'proc-net-netstat', 'qdisc', 'sockets'].map(
        (source) => ({ source, status: 'ok' as const, why: '', lost: 0 }),
      ),
      timeline: { binMs, bins },
      ruledOut: [
        { cause: 'cpu-backlog-full', state: 'clear', why: 'softnet dropped rose on no CPU.' },
        { cause: 'conntrack-table-full', state: 'clear', why: 'conntrack is not loaded.' },
      ],
      ...changed,
    },
    recording: {
      schemaVersion: 1,
      requestedSource: 'auto',
      plannedDurationMs: 60_000,
      endReason: 'duration',
      intervalMs: 250,
      snapLength: 128,
      filter: '',
      masks: [],
      cpus: 4,
      machine: 'x86_64',
      kernelBuild: '#1 SMP PREEMPT_DYNAMIC 2026-10-01',
      kernelCommandLine: 'BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet',
      cpuMs: 640,
      bytesWritten: 14_680_064,
      limits: [
        'Packets that the NIC drops before the driver sees them raise no drop event; only counters tell of them.',
      ],
    },
    timeline: {
      binMs,
      bins,
      watched: { fromMs: 0, toMs: 60_000 },
      unexplained: [],
      masked: [],
      traffic: {
        packets: spread(98_412).map((n, i) => n + Math.round(60 * Math.sin(i / 9))),
        bytes: spread(98_412 * 400),
      },
      counters: [],
      moreCounters: 0,
      spans: [],
      marks: [],
    },
    cpuHeat: null,
    ladder: [],
    dropPaths: { paths: [], morePaths: 0 },
    hurt: { flows: [], moreFlows: 0, sockets: [], moreSockets: 0 },
    interfaces: [
      {
        netns: 'host',
        name: 'eth0',
        kind: '',
        driver: 'virtio_net',
        mtu: 1500,
        state: 'up',
        qdisc: 'fq_codel',
        drops: 23,
        captured: 98_412,
        captureLost: 0,
      },
    ],
    environment: [],
    samples: [],
    ...rest,
  }
}

/** Everything that was lost, at the layers given, on the way in unless told otherwise. */
export const ladder = (
  ...steps: readonly (readonly [
    position: LadderStep['position'],
    findingId: string,
    drops: number,
    way?: 'rx' | 'tx' | 'unknown',
  ])[]
): LadderStep[] =>
  steps.map(([position, findingId, drops, way = 'rx']) => ({
    position,
    causes: [{ findingId, rx: 0, tx: 0, unknown: 0, [way]: drops }],
  }))
