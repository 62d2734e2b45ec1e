/** The reports that tests render. */
import type { ReportModel } from '../../analyze/model/report-model.js'
import { fiveFaults } from './five-faults.js'
import { finding, reportModel, spread } from './model.js'
import { stoppedReceiver, udpStopped } from './udp-stopped.js'

export { fiveFaults, udpStopped }

export const nothingLost: ReportModel = reportModel([
  finding({
    cause: 'none',
    severity: 'benign',
    drops: 0,
    title: 'No packet was lost: 6 sources watched for 60 s and lost nothing themselves.',
    timeline: spread(0),
    sites: [],
  }),
])

export const ownLosses: ReportModel = reportModel([stoppedReceiver], {
  findings: {
    health: [
      {
        source: 'packets',
        status: 'partial',
        why: 'The capture buffer of eth0 was full.',
        lost: 18_233,
      },
      { source: 'bpf', status: 'ok', why: '', lost: 0 },
    ],
  },
  timeline: {
    ...reportModel().timeline,
    spans: [
      {
        fromMs: 20_000,
        toMs: 27_500,
        kind: 'gap',
        text: 'Counters were not read: the disk was slow.',
      },
    ],
  },
})

const cutSession = reportModel([stoppedReceiver])
export const cutOff: ReportModel = {
  ...cutSession,
  recording: { ...cutSession.recording, endReason: 'cut-off', cpuMs: null },
  findings: { ...cutSession.findings, session: { ...cutSession.findings.session, closed: false } },
  timeline: {
    ...cutSession.timeline,
    spans: [
      {
        fromMs: 58_500,
        toMs: 60_000,
        kind: 'cut-off',
        text: 'The recording ends here without a close.',
      },
    ],
  },
}

export const allCases: Readonly<Record<string, ReportModel>> = {
  'udp-stopped': udpStopped,
  'five-faults': fiveFaults,
  'nothing-lost': nothingLost,
  'own-losses': ownLosses,
  'cut-off': cutOff,
}
