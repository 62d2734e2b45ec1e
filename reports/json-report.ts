import type { ReportModel } from '../analyze/model/report-model.js'

/** The public, versioned format: the findings as analyze made them, in its order of keys. */
export const jsonReport = (model: ReportModel): string =>
  `${JSON.stringify(model.findings, null, 2)}\n`
