import type { ReportModel } from '../analyze/model/report-model.js'
import { loadFolder } from '../session/load-folder.js'
import type { Drawing } from './charts/drawing.js'
import type { Html } from './html.js'
import type { LossShares } from './loss-shares.js'
import type { ReportLimits } from './report-limits.js'

/** What a section needs besides the model. */
export interface MarkdownPage {
  readonly shares: LossShares
  readonly limits: ReportLimits
}

export interface HtmlPage extends MarkdownPage {
  readonly drawing: Drawing
  /** The Markdown twin of the whole report. */
  readonly markdown: string
}

/** One file in reports/sections, its default export. */
export interface ReportSection {
  /** The file's name; also the section's anchor. */
  readonly name: string
  /** Place in the report; the verdict comes first. */
  readonly order: number
  readonly title: string
  /** The reader's question which this section answers. */
  readonly question: string
  /** The section's content without its heading; undefined = nothing to say, it is not printed. */
  html(model: ReportModel, page: HtmlPage): Html | undefined
  /** The same in Markdown; undefined = not part of it. */
  markdown(model: ReportModel, page: MarkdownPage): string | undefined
}

/** All sections in order, found in their folder. */
export async function loadSections(): Promise<readonly ReportSection[]> {
  const sections = await loadFolder<ReportSection>(new URL('./sections/', import.meta.url))
  return sections.sort((a, b) => a.order - b.order)
}
