import type { ElsewhereLoss } from '../../analyze/finding.js'
import { flowText } from '../endpoints.js'
import { html, type Html } from '../html.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { count, plural } from '../quantities.js'
import { queryDetails } from '../query-details.js'
import type { ReportLimits } from '../report-limits.js'
import type { ReportSection } from '../section.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'elsewhere',
  order: 55,
  title: 'Lost before it came here',
  question: 'Was it this host at all?',

  html({ findings: { elsewhere } }, { limits }) {
    const { shown, more } = topOf(elsewhere.flows, limits.rows, elsewhere.moreFlows)
    const [first] = elsewhere.flows
    return html`<p>${cut(elsewhere.statement, limits.sentence * 2)}</p>
      ${
        shown.length > 0 &&
        html`<p>
            <strong class="label">Why ${elsewhere.confidence}</strong>
            ${cut(elsewhere.why, limits.sentence)}
          </p>
          ${dataTable({
            caption: 'Flows that came with losses',
            heads: [
              'flow',
              'first seen at',
              'gaps:',
              'missing:',
              'filled later:',
              'asked for:',
              'confidence',
            ],
            rows: shown.map((flow) => [
              cut(flowText(flow), limits.name * 2),
              cut(`${flow.interface} in ${flow.netns}`, limits.name * 2),
              count(flow.gaps),
              missing(flow),
              flow.filled === null ? '' : count(flow.filled),
              flow.duplicateAcks === null ? '' : count(flow.duplicateAcks),
              flow.confidence,
            ]),
            more,
            unit: 'flows',
          })}
          ${first !== undefined && evidence(first, limits)}`
      }`
  },

  markdown({ findings: { elsewhere } }, { limits }) {
    if (elsewhere.state !== 'found') return undefined
    const { shown, more } = topOf(elsewhere.flows, limits.rows, elsewhere.moreFlows)
    return [
      mdText(elsewhere.statement, limits.sentence * 2),
      '',
      mdTable(
        ['flow', 'first seen at', 'gaps:', 'missing:', 'confidence'],
        shown.map((flow) => [
          mdCode(flowText(flow), limits.name * 2),
          mdText(`${flow.interface} in ${flow.netns}`, limits.name * 2),
          count(flow.gaps),
          missing(flow),
          flow.confidence,
        ]),
      ),
      ...(more > 0 ? ['', `and ${plural(more, 'more flow')}.`] : []),
    ].join('\n')
  },
}
export default section

const missing = ({ missing: lost, unit }: ElsewhereLoss): string => `${count(lost)} ${unit}`

function evidence(flow: ElsewhereLoss, limits: ReportLimits): Html {
  return html`<h4>Evidence of the first</h4>
    <dl class="evidence">
      ${flow.evidence.map(
        ({ label, value, query }) =>
          html`<div>
            <dt>${cut(label, limits.sentence)}</dt>
            <dd>
              ${typeof value === 'number' ? count(value) : cut(value, limits.sentence)}
              ${queryDetails(query, limits)}
            </dd>
          </div> `,
      )}
    </dl>`
}
