/** Everything that can be made of a session, by what it is called. */
import { readFileSync } from 'node:fs'
import { analyze } from '../../analyze/analyze.js'
import { buildReportModel } from '../../analyze/model/build-report-model.js'
import { compare } from '../../analyze/compare/compare.js'
import { gateFailures } from '../../cli/gate/gate.js'
import { junitReport } from '../../cli/gate/junit.js'
import { gateOptions } from '../../cli/options/gate-options.js'
import { renderDiff } from '../../reports/diff/render-diff.js'
import { writePcapng } from '../../reports/pcapng/write-pcapng.js'
import { renderReport, reportFormats } from '../../reports/render.js'
import { dropRows } from '../../reports/rows/drop-rows.js'
import { counterRows, flowRows } from '../../reports/rows/session-rows.js'
import { writeRows } from '../../reports/rows/write-rows.js'
import type { SessionReader } from '../../session/reader.js'

/** 'session', 'report html', 'diff md', 'drops csv', 'pcapng', 'junit' … */
export async function allOutputs(reader: SessionReader): Promise<Map<string, Buffer>> {
  const made = new Map<string, Buffer>([['session', readFileSync(reader.path)]])
  const analysis = await analyze(reader)
  const { findings } = analysis
  const model = await buildReportModel(reader, analysis)
  const diff = compare(findings, { ...findings, findings: [] })
  for (const format of reportFormats) {
    made.set(`report ${format}`, Buffer.from(await renderReport(model, format)))
    made.set(`diff ${format}`, Buffer.from(await renderDiff(diff, format)))
  }
  const tables = {
    drops: dropRows(analysis),
    counters: counterRows(reader),
    flows: flowRows(reader),
  }
  for (const [name, rows] of Object.entries(tables))
    for (const format of ['csv', 'ndjson'] as const)
      made.set(`${name} ${format}`, await collected((write) => writeRows(rows, format, write)))
  made.set('pcapng', await collected((write) => writePcapng(reader, analysis, write)))
  const failures = gateFailures(findings, gateOptions({ failOn: 'benign' }))
  made.set('junit', Buffer.from(junitReport(findings, failures)))
  return made
}

async function collected(
  write: (to: (chunk: string | Uint8Array) => Promise<void>) => Promise<unknown>,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  await write((chunk) => {
    chunks.push(Buffer.from(chunk))
    return Promise.resolve()
  })
  return Buffer.concat(chunks)
}
