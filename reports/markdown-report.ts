import type { ReportModel } from '../analyze/model/report-model.js'
import { whoIsHurt } from './endpoints.js'
import { lossShares } from './loss-shares.js'
import { mdCode, mdText } from './markdown.js'
import { count, percent } from './quantities.js'
import {
  markdownCapBytes,
  markdownLimits,
  renderWithin,
  type ReportLimits,
} from './report-limits.js'
import { loadSections, type MarkdownPage, type ReportSection } from './section.js'
import { trustOf } from './trust.js'
import { verdict } from './verdict.js'

/** Plain tables, no HTML, below 60 KB; its first ten lines stand alone in a mail. */
export async function markdownReport(model: ReportModel): Promise<string> {
  const sections = await loadSections()
  const shares = lossShares(model.findings)
  return renderWithin(markdownCapBytes, markdownLimits, (limits) =>
    render(model, sections, { shares, limits }),
  )
}

function render(
  model: ReportModel,
  sections: readonly ReportSection[],
  page: MarkdownPage,
): string {
  const blocks = sections.flatMap((section) => {
    const content = section.markdown(model, page)
    return content === undefined || content === '' ? [] : [`## ${section.title}`, content]
  })
  return `${[head(model, page), ...blocks].join('\n\n')}\n`
}

/** At most ten lines. Own losses come before the verdict. */
function head(model: ReportModel, { shares, limits }: MarkdownPage): string {
  const { session } = model.findings
  const trust = trustOf(model)
  const trusted = mdText(trust.headline, limits.sentence)
  const top = shares.losses.slice(0, 3).map((share) => topLine(share, shares.lost, limits))
  const about = `${mdCode(session.host, limits.name)}, kernel ${mdCode(session.kernel, limits.name)}, ${mdText(session.start, limits.name)}, dropcorr ${mdText(session.toolVersion, limits.name)}`
  return [
    `# ${mdText(verdict(model, shares), limits.sentence)}`,
    '',
    ...(trust.level === 'lost' ? [`**${trust.label}:** ${trusted}`, ''] : []),
    ...(top.length > 0 ? [...top, ''] : []),
    trust.level === 'lost' ? about : `${about}. ${trusted}`,
  ].join('\n')
}

type Share = MarkdownPage['shares']['losses'][number]

function topLine(share: Share, lost: number, limits: ReportLimits): string {
  const size = `${count(share.drops)}, ${percent(share.drops, lost)}`
  if (share.finding === null) return `- ${share.name}: ${size}`
  const who = whoIsHurt(share.finding)
  const remedy = share.finding.remedy[0]
  return [
    `- ${mdCode(share.name, limits.name)} (${share.finding.confidence}): ${size}.`,
    ...(who === '' ? [] : [`Hurt: ${mdText(who, limits.name * 2)}.`]),
    ...(remedy === undefined ? [] : [`Do: ${mdText(remedy.what, limits.sentence)}`]),
  ].join(' ')
}
