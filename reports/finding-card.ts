import type { Evidence, Finding, Remedy } from '../analyze/finding.js'
import { joinedFlows } from '../analyze/packets/joined-flows.js'
import type { ReportModel } from '../analyze/model/report-model.js'
import { causeAnchor, causeKey } from './cause-tag.js'
import { inlineBar } from './charts/inline-bar.js'
import { sparkline } from './charts/sparkline.js'
import { flowText, processText } from './endpoints.js'
import { html, preformatted, type Html, type HtmlValue } from './html.js'
import type { LossShare } from './loss-shares.js'
import { bytes, count, duration, listed, moment, percent, plural, sum } from './quantities.js'
import { queryDetails } from './query-details.js'
import type { ReportLimits } from './report-limits.js'
import type { HtmlPage } from './section.js'
import { dataTable, timeAttributes, topOf } from './table.js'
import { cut, cutLines } from './visible-text.js'

const severityWords = { problem: 'loss', unknown: 'not explained', benign: 'housekeeping' } as const

/** All there is to say about one finding. */
export function findingCard(
  model: ReportModel,
  share: LossShare,
  { shares, limits, drawing }: HtmlPage,
): Html | undefined {
  const { finding, colour } = share
  if (finding === null) return undefined
  return html`<article
    class="card e-${colour.id}"
    id="${causeAnchor(share)}"
    ${timeAttributes(finding.window)}
  >
    <h3>
      ${causeKey(share)} ${cut(share.name, limits.name)}
      <a
        class="anchor"
        href="#${causeAnchor(share)}"
        aria-label="Link to ${cut(share.name, limits.name)}"
        >#</a
      >
    </h3>
    <p class="title">${cut(finding.title, limits.sentence)}</p>
    <p class="facts">
      <span class="grade"
        >${finding.cause === 'none' ? 'no loss' : severityWords[finding.severity]}</span
      >
      <span class="grade">${finding.confidence}</span>
      ${
        finding.cause !== 'none' &&
        html`<span>${count(finding.drops)} lost, ${percent(finding.drops, shares.lost)}</span>
          <span>${windowText(finding, model)}</span>
          ${sparkline(drawing, finding.timeline, colour)}`
      }
    </p>
    <p>
      <strong class="label">Why ${finding.confidence}</strong>
      ${cut(finding.confidenceWhy, limits.sentence)}
    </p>
    ${finding.dropsWithoutEvent > 0 && html`<p>${plural(finding.dropsWithoutEvent, 'of them has', 'of them have')} no drop event: counters alone tell of them.</p>`}
    ${remedies(finding.remedy, limits)} ${evidence('Evidence', finding.evidence, limits)}
    ${evidence('Evidence against', finding.against, limits)} ${cost(finding, limits)}
    ${beside([places(finding, limits), victims(finding, share, limits), counters(finding, limits)])}
  </article> `
}

/** Small tables stand side by side where the page is wide enough. */
const beside = (parts: readonly (Html | undefined)[]): Html | undefined =>
  parts.every((part) => part === undefined)
    ? undefined
    : html`<div class="beside">
        ${parts.map((part) => part !== undefined && html`<div>${part}</div> `)}
      </div>`

function windowText(finding: Finding, model: ReportModel): string {
  const span = Math.max(model.findings.session.durationMs, 1)
  const { fromMs, toMs } = finding.window
  return toMs - fromMs < 1
    ? `at ${moment(fromMs, span)}`
    : `from ${moment(fromMs, span)} to ${moment(toMs, span)} (${duration(toMs - fromMs)})`
}

function remedies(list: readonly Remedy[], limits: ReportLimits): Html | undefined {
  if (list.length === 0) return undefined
  const { shown, more } = topOf(list, limits.cardRows)
  return html`<h4>What to do</h4>
    <ol class="remedies">
      ${shown.map(
        (remedy) =>
          html`<li>
            <p>${cut(remedy.what, limits.sentence)}</p>
            ${remedy.command !== '' && html`<pre><code>${preformatted(cutLines(remedy.command, limits.query))}</code></pre>`}
            ${labelled('Verify', remedy.verify, limits)}${labelled('Undo', remedy.undo, limits)}
          </li> `,
      )}
    </ol>
    ${more > 0 && html`<p class="more">and ${plural(more, 'more remedy', 'more remedies')}</p>`}`
}

const labelled = (label: string, text: string, limits: ReportLimits): HtmlValue =>
  text !== '' &&
  html`<p><strong class="label">${label}</strong> ${preformatted(cutLines(text, limits.query))}</p>`

function evidence(
  title: string,
  list: readonly Evidence[],
  limits: ReportLimits,
): Html | undefined {
  if (list.length === 0) return undefined
  return html`<h4>${title}</h4>
    ${evidenceList(list, limits)}`
}

function evidenceList(list: readonly Evidence[], limits: ReportLimits): Html | undefined {
  if (list.length === 0) return undefined
  const { shown, more } = topOf(list, limits.cardRows + 2)
  return html`<dl class="evidence">
      ${shown.map(
        ({ label, value, query }) =>
          html`<div>
            <dt>${cut(label, limits.sentence)}</dt>
            <dd>
              ${typeof value === 'number' ? numberText(value) : cut(value, limits.sentence)}${
                query !== '' && queryDetails(query, limits)
              }
            </dd>
          </div> `,
      )}
    </dl>
    ${more > 0 && html`<p class="more">and ${plural(more, 'more piece')} of evidence</p>`}`
}

const numberText = (n: number): string => (Number.isInteger(n) ? count(n) : String(n))

/** What the drops cost: nothing to say of findings without drops. */
function cost({ impact, drops }: Finding, limits: ReportLimits): Html | undefined {
  if (drops === 0) return undefined
  const { shown, more } = topOf(impact.unseen, limits.cardRows)
  return html`<h4>What it cost</h4>
    <p>${cut(impact.summary, limits.sentence)}</p>
    ${evidenceList(impact.evidence, limits)}
    ${
      shown.length > 0 &&
      html`<ul class="unseen">
        ${shown.map((sentence) => html`<li>${cut(sentence, limits.sentence)}</li> `)}
      </ul>`
    }
    ${more > 0 && html`<p class="more">and ${plural(more, 'more limit')}</p>`}`
}

function places(finding: Finding, limits: ReportLimits): Html | undefined {
  const where = [
    ...(finding.interfaces.length > 0
      ? [
          `${finding.interfaces.length === 1 ? 'interface' : 'interfaces'} ${names(finding.interfaces, limits)}`,
        ]
      : []),
    ...(finding.netns.length > 0
      ? [
          `network ${finding.netns.length === 1 ? 'namespace' : 'namespaces'} ${names(finding.netns, limits)}`,
        ]
      : []),
    ...(finding.owners.length > 0
      ? [
          `what belongs to ${names(
            finding.owners.map((o) => o.name),
            limits,
          )}`,
        ]
      : []),
  ]
  if (finding.sites.length + where.length === 0) return undefined
  const { shown, more } = topOf(finding.sites, limits.cardRows)
  return html`<h4>Where</h4>
    ${where.length > 0 && html`<p>On ${where.join(' in ')}.</p>`}
    ${
      shown.length > 0 &&
      dataTable({
        caption: `Drop sites of ${cut(finding.id, limits.name)}`,
        heads: ['drop site', 'reason', 'drops:'],
        rows: shown.map((site) => [
          html`<code>${cut(site.symbol, limits.name)}</code>`,
          html`<code>${cut(site.reason, limits.name)}</code>`,
          count(site.drops),
        ]),
        more,
        unit: 'sites',
      })
    }`
}

function names(all: readonly string[], limits: ReportLimits): string {
  const { shown, more } = topOf(all, 6)
  const list = shown.map((name) => cut(name, limits.name))
  return listed(more > 0 ? [...list, `${count(more)} more`] : list)
}

function victims(finding: Finding, share: LossShare, limits: ReportLimits): Html | undefined {
  if (finding.flows.length + finding.sockets.length === 0) return undefined
  const sockets = topOf(finding.sockets, limits.cardRows)
  const families = joinedFlows(finding.flows).map(({ sport, dport, flows }) => ({
    text: flowText({ ...flows[0], sport, dport }),
    flows: flows.length,
    drops: sum(flows.map((flow) => flow.drops)),
  }))
  const shown = families.slice(0, limits.cardRows)
  const listedFlows = sum(shown.map(({ flows }) => flows))
  const most = Math.max(1, ...shown.map(({ drops }) => drops))
  return html`<h4>Who is hurt</h4>
    ${
      sockets.shown.length > 0 &&
      dataTable({
        caption: `Sockets hurt by ${cut(finding.id, limits.name)}`,
        heads: ['socket', 'process', 'receive buffer:'],
        rows: sockets.shown.map((socket) => [
          cut(
            `${socket.proto} ${socket.local}${socket.remote === '' ? '' : ` ↔ ${socket.remote}`}`,
            limits.name * 2,
          ),
          cut(processText(socket), limits.name * 2) || 'owner not known',
          socket.rcvbuf === null ? '' : bytes(socket.rcvbuf),
        ]),
        more: sockets.more,
        unit: 'sockets',
      })
    }
    ${
      shown.length > 0 &&
      dataTable({
        caption: `Flows hurt by ${cut(finding.id, limits.name)}`,
        heads: shown.length > 1 ? ['flow', 'lost:', 'compared'] : ['flow', 'lost:'],
        rows: shown.map(({ text, flows, drops }) => [
          `${cut(text, limits.name * 2)}${flows > 1 ? ` (${count(flows)} flows)` : ''}`,
          count(drops),
          // A bar that is compared with nothing says nothing.
          ...(shown.length > 1 ? [inlineBar(drops, most, share.colour)] : []),
        ]),
        more: finding.flows.length + finding.moreFlows - listedFlows,
        unit: 'flows',
      })
    }`
}

function counters(finding: Finding, limits: ReportLimits): Html | undefined {
  if (finding.counters.length === 0) return undefined
  const { shown, more } = topOf(finding.counters, limits.cardRows)
  return html`<h4>Counters it explains</h4>
    ${dataTable({
      caption: `Counters explained by ${cut(finding.id, limits.name)}`,
      heads: ['counter', 'where', 'rose by:', 'explained:', 'left:'],
      rows: shown.map((counter) => [
        html`<code>${cut(counter.name, limits.name)}</code>`,
        cut(counter.scope, limits.name),
        count(counter.delta),
        count(counter.explained),
        count(counter.delta - counter.explained),
      ]),
      more,
      unit: 'counters',
    })}`
}
