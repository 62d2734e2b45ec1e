import type { ReportModel } from '../../../analyze/model/report-model.js'
import { renderReport } from '../../../reports/render.js'

/** The part of a report that a section printed; '' if it had nothing to say. */
export async function sectionHtml(model: ReportModel, name: string): Promise<string> {
  const page = await renderReport(model, 'html')
  const from = page.indexOf(`<section id="${name}">`)
  return from < 0 ? '' : page.slice(from, page.indexOf('</section>', from))
}

/** What a reader sees of markup. */
export const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
