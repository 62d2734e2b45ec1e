import type { ReportModel } from '../analyze/model/report-model.js'
import { isUnexplained } from '../analyze/ledger/residue.js'
import { count, duration, plural } from './quantities.js'

/** What a report without losses rests on: 'nothing was lost' is worth as much as what was looked at. */
export function watched(model: ReportModel): readonly (readonly [what: string, result: string])[] {
  const { elsewhere, ruledOut } = model.findings
  const unknown = ruledOut.filter(({ state }) => state === 'unknown').length
  const clear = ruledOut.length - unknown
  return [
    ['drop events', dropEvents(model)],
    ['counters', counters(model)],
    ['traffic', traffic(model)],
    [
      'causes',
      `${count(clear)} looked for and ruled out${unknown > 0 ? `; of ${count(unknown)} the recording does not tell` : ''}`,
    ],
    ['elsewhere', elsewhere.statement],
  ]
}

const dropSources = ['bpf', 'drop-monitor', 'tracefs']

function dropEvents({ findings: { health, totals } }: ReportModel): string {
  const sources = health.filter(
    ({ source, status }) =>
      dropSources.includes(source) && (status === 'ok' || status === 'partial'),
  )
  if (sources.length === 0) return 'not recorded: only counters tell of drops'
  const { withoutEvent } = totals
  const events = totals.drops - withoutEvent
  const kinds = [
    ...(totals.benign > 0 ? [`${count(totals.benign)} housekeeping that nobody misses`] : []),
    ...(totals.masked > 0 ? [`${count(totals.masked)} masked`] : []),
  ]
  const unseen = withoutEvent > 0 ? ` and ${count(withoutEvent)} known without a drop event` : ''
  const seen =
    events === 0
      ? 'the kernel dropped nothing'
      : `${plural(events, 'packet')} dropped by the kernel${unseen}: ${kinds.join(', ')}`
  return `${seen} (seen by ${sources.map(({ source }) => source).join(' and ')})`
}

function counters({ findings: { ledger }, recording: { intervalMs } }: ReportModel): string {
  const rose = ledger.filter(({ isDrop }) => isDrop !== 'never')
  const unexplained = rose.filter(isUnexplained).length
  const result =
    rose.length === 0
      ? 'none that can mean a loss rose'
      : `${count(rose.length)} that can mean a loss rose, ${unexplained === 0 ? 'none' : count(unexplained)} without an explanation`
  return `read every ${duration(intervalMs)}; ${result}`
}

function traffic({ findings: { totals }, interfaces }: ReportModel): string {
  const captured = interfaces.filter((row) => row.captured !== null)
  if (captured.length === 0) return 'not captured'
  const lost = captured.reduce((sum, row) => sum + (row.captureLost ?? 0), 0)
  return `${plural(totals.packets, 'packet')} captured on ${plural(captured.length, 'interface')}, ${lost === 0 ? 'none' : count(lost)} missed by the capture`
}
