import type { SiteComparison, SourceComparison } from '../../analyze/agreement/agreement.js'
import { html } from '../html.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { count, percent, plural } from '../quantities.js'
import type { ReportSection } from '../section.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'agreement',
  order: 116,
  title: 'Do the drop sources agree?',
  question:
    'Two sources listened to the same drops: how far do their counts agree, and if not, why?',

  html(model, { limits }) {
    const { agreement } = model.findings
    if (agreement === undefined) return undefined
    const { primary } = agreement
    return html`${agreement.others.map((other) => {
      const { shown, more } = topOf(other.sites, limits.rows, other.moreSites)
      return html`<p class="answer">${headline(primary, other)}</p>
        ${
          shown.length > 0 &&
          dataTable({
            caption: `Drops by site as ${primary} and ${other.source} counted them`,
            heads: heads(primary, other),
            rows: shown.map((site) => [
              cut(nameOf(site), limits.name),
              ...counts(site),
              cut(site.why, limits.sentence),
            ]),
            more,
            unit: 'sites',
          })
        }`
    })}`
  },

  markdown(model, { limits }) {
    const { agreement } = model.findings
    if (agreement === undefined) return undefined
    const { primary } = agreement
    return agreement.others
      .map((other) => {
        const { shown, more } = topOf(other.sites, limits.rows, other.moreSites)
        const rows = shown.map((site) => [
          mdCode(nameOf(site), limits.name),
          ...counts(site),
          mdText(site.why, limits.sentence),
        ])
        return [
          mdText(headline(primary, other), limits.sentence),
          ...(rows.length > 0 ? ['', mdTable(heads(primary, other), rows)] : []),
          ...(more > 0 ? ['', `and ${plural(more, 'more site')}.`] : []),
        ].join('\n')
      })
      .join('\n\n')
  },
}
export default section

function headline(
  primary: string,
  { source, total, sites, unexplained }: SourceComparison,
): string {
  if (total.primary === 0 && total.other === 0) return `${primary} and ${source} saw no drop.`
  const both = `${primary} counted ${plural(total.primary, 'drop')}, ${source} ${count(total.other)}`
  const differing = sites.filter((site) => site.difference !== 0).length
  if (differing === 0) return `${both}: they agree at every site.`
  const open =
    unexplained === 0
      ? 'known blind spots and recorded losses explain all of it'
      : `nothing known explains ${plural(unexplained, 'drop')} of it, so no finding is certain`
  return `${both}. They differ at ${plural(differing, 'site')}; ${open}. The totals of this report are those of ${primary} alone.`
}

const heads = (primary: string, { source }: SourceComparison): readonly string[] => [
  'site',
  `${primary}:`,
  `${source}:`,
  'difference:',
  'agree:',
  'why they differ',
]

const nameOf = ({ site }: SiteComparison): string => (site === '' ? 'no site told' : site)

const counts = (site: SiteComparison): readonly string[] => [
  count(site.primary),
  count(site.other),
  site.difference > 0 ? `+${count(site.difference)}` : count(site.difference),
  percent(Math.min(site.primary, site.other), Math.max(site.primary, site.other)),
]
