import { join } from 'node:path'
import { analyze } from '../../../analyze/analyze.js'
import { buildReportModel } from '../../../analyze/model/build-report-model.js'
import { renderReport } from '../../../reports/render.js'
import { packageRoot } from '../../../session/package-root.js'
import { SessionReader } from '../../../session/reader.js'

const inExample = (file: string): string => join(packageRoot, 'docs/example', file)
export const reportPath = inExample('five-faults.html')
export const screenshotPath = join(packageRoot, 'docs/report.png')

/** docs/example/five-faults.html as its session gives it now. */
export async function currentExample(): Promise<string> {
  const reader = await SessionReader.open(inExample('five-faults.db'))
  try {
    return await renderReport(await buildReportModel(reader, await analyze(reader)), 'html')
  } finally {
    await reader.close()
  }
}
