import { exitCode } from '../session/dropcorr-error.js'
import { checkForbidden } from './gate/forbidden-causes.js'
import { gateFailures } from './gate/gate.js'
import { junitReport } from './gate/junit.js'
import { openOutput } from './open-output.js'
import type { ReportOptions } from './options/report-options.js'
import type { Terminal } from './terminal.js'

/** Analyses a session and writes the report. Resolves to the exit code. */
export async function runReport(options: ReportOptions, terminal: Terminal): Promise<number> {
  const { openReader } = await import('./redacted-reader.js')
  const opened = await openReader(options.session, options.redactSecret)
  const { reader } = opened
  try {
    // Loaded once the session is known to be one: d3 alone takes a moment.
    const [{ analyze }, { buildReportModel }, { renderReport }] = await Promise.all([
      import('../analyze/analyze.js'),
      import('../analyze/model/build-report-model.js'),
      import('../reports/render.js'),
    ])
    const model = await buildReportModel(
      reader,
      await analyze(reader, { masks: opened.masks(options.masks) }),
    )
    checkForbidden(model.findings, options.gate)
    const report = await renderReport(model, options.format)
    if (options.out === '-') {
      await terminal.out(report)
    } else {
      const output = openOutput(options.out, [options.session], terminal)
      await output.write(report)
      output.close()
      // Into a pipe, what can be read as text is worth more than a summary of it.
      const piped = !terminal.outIsTty && !options.outGiven && options.format !== 'html'
      await terminal.out(piped ? report : await renderReport(model, 'text'))
      terminal.err(`written: ${options.out}\n`)
    }
    const failures = gateFailures(model.findings, options.gate)
    if (options.gate.junit !== undefined) {
      const output = openOutput(options.gate.junit, [options.session], terminal)
      await output.write(junitReport(model.findings, failures))
      output.close()
    }
    for (const failure of failures) terminal.err(`failed: ${failure.text}\n`)
    return failures.length > 0 ? exitCode.failOn : exitCode.done
  } finally {
    await opened.close()
  }
}
