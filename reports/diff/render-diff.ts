import type { Comparison } from '../../analyze/compare/compare.js'
import type { ReportFormat } from '../render.js'
import { htmlDiff } from './html-diff.js'
import { markdownDiff, textDiff } from './text-diff.js'

/** A comparison as the text of one file, ending with a line feed. The same comparison gives the same bytes. */
export async function renderDiff(diff: Comparison, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'html':
      return htmlDiff(diff)
    case 'md':
      return markdownDiff(diff)
    case 'json':
      return `${JSON.stringify(diff, null, 2)}\n`
    case 'text':
      return textDiff(diff)
  }
}
