import type { Findings, Severity } from '../analyze/finding.js'
import { exitCode } from '../session/dropcorr-error.js'
import { severities, type ReportOptions } from './options/report-options.js'
import type { Terminal } from './terminal.js'
import { writeReport } from './write-report.js'

/** Analyses a session and writes the report. Resolves to the exit code. */
export async function runReport(options: ReportOptions, terminal: Terminal): Promise<number> {
  const { SessionReader } = await import('../session/reader.js')
  const reader = await SessionReader.open(options.session)
  try {
    // Loaded once the session is known to be one: d3 alone takes a moment.
    const [{ analyze }, { buildReportModel }, { renderReport }] = await Promise.all([
      import('../analyze/analyze.js'),
      import('../analyze/build-report-model.js'),
      import('../reports/render.js'),
    ])
    const model = await buildReportModel(reader, await analyze(reader, { masks: options.masks }))
    const report = await renderReport(model, options.format)
    if (options.out === '-') {
      await terminal.out(report)
    } else {
      writeReport(options.out, report, options.session)
      // Into a pipe, what can be read as text is worth more than a summary of it.
      const piped = !terminal.outIsTty && !options.outGiven && options.format !== 'html'
      await terminal.out(piped ? report : await renderReport(model, 'text'))
      terminal.err(`written: ${options.out}\n`)
    }
    return matches(model.findings, options.failOn) ? exitCode.failOn : exitCode.done
  } finally {
    await reader.close()
  }
}

/** Whether there is a finding as bad as `failOn` or worse; drops without any cause are as bad as 'unknown'. */
export function matches({ findings, totals }: Findings, failOn: Severity | undefined): boolean {
  if (failOn === undefined) return false
  const bad = severities.slice(0, severities.indexOf(failOn) + 1)
  return (
    findings.some(({ severity, drops }) => drops > 0 && bad.includes(severity)) ||
    (bad.includes('unknown') && totals.unexplained > 0)
  )
}
