import type { ReportModel } from '../analyze/model/report-model.js'
import { htmlReport } from './html-report.js'
import { jsonReport } from './json-report.js'
import { markdownReport } from './markdown-report.js'
import { textReport } from './text-report.js'

export const reportFormats = ['html', 'md', 'json', 'text'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** A report as the text of one file, ending with a line feed. The same model gives the same bytes. */
export async function renderReport(model: ReportModel, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'html':
      return htmlReport(model)
    case 'md':
      return markdownReport(model)
    case 'json':
      return jsonReport(model)
    case 'text':
      return textReport(model)
  }
}
