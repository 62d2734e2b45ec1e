import type { HurtFlow, HurtSocket, ReportModel } from '../../analyze/report-model.js'
import { causeTag } from '../cause-tag.js'
import { unexplainedColour } from '../cause-colours.js'
import { inlineBar } from '../charts/inline-bar.js'
import { flowText, processText } from '../endpoints.js'
import { html, type Html, type HtmlValue } from '../html.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { bytes, capitalised, count, listed, moment, percent, plural } from '../quantities.js'
import type { HtmlPage, MarkdownPage, ReportSection } from '../section.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'hurt',
  order: 60,
  title: 'Who is hurt',
  question: 'Which flows, sockets and processes lose packets?',

  html(model, page) {
    const { flows, sockets } = model.hurt
    if (flows.length + sockets.length === 0) return undefined
    return html`<p class="answer">${answerOf(model, page)}</p>
      ${sockets.length > 0 && socketTable(model, page)}
      ${flows.length > 0 && flowTable(model, page)}`
  },

  markdown(model, page) {
    const { flows, moreFlows } = model.hurt
    if (flows.length + model.hurt.sockets.length === 0) return undefined
    const { shown, more } = topOf(flows, page.limits.rows, moreFlows)
    return [
      mdText(answerOf(model, page), page.limits.sentence),
      ...(shown.length > 0
        ? [
            mdTable(
              ['flow', 'lost:', 'captured:', 'namespace', 'cause'],
              shown.map((flow) => [
                mdCode(flowText(flow), page.limits.name * 2),
                count(flow.drops),
                flow.packets === null ? '' : count(flow.packets),
                mdText(flow.netns, page.limits.name),
                page.shares.byId.get(flow.findingId)?.letter ?? '–',
              ]),
            ),
          ]
        : []),
      ...(more > 0 ? [`and ${plural(more, 'more flow')}.`] : []),
    ].join('\n\n')
  },
}
export default section

function answerOf(model: ReportModel, { limits }: MarkdownPage): string {
  const { flows, moreFlows, sockets, moreSockets } = model.hurt
  const hurt = [
    ...(flows.length > 0 ? [plural(flows.length + moreFlows, 'flow')] : []),
    ...(sockets.length > 0 ? [plural(sockets.length + moreSockets, 'socket')] : []),
    ...(owners(sockets) > 0 ? [plural(owners(sockets), 'process', 'processes')] : []),
  ]
  const [flow] = [...flows].sort((a, b) => b.drops - a.drops)
  const worst =
    flow === undefined
      ? ''
      : `; most hurt: ${cut(flowText(flow), limits.name * 2)}, ${plural(flow.drops, 'packet')} lost`
  return `${capitalised(listed(hurt))} lost packets${worst}.`
}

const owners = (sockets: readonly HurtSocket[]): number =>
  new Set(sockets.flatMap((socket) => (socket.pid === null ? [] : [socket.pid]))).size

function socketTable(model: ReportModel, page: HtmlPage): Html {
  const { limits } = page
  const { shown, more } = topOf(
    [...model.hurt.sockets].sort((a, b) => (b.drops ?? 0) - (a.drops ?? 0)),
    limits.rows,
    model.hurt.moreSockets,
  )
  return dataTable({
    caption: 'Sockets and processes that lost packets',
    heads: [
      'process',
      'socket',
      'lost:',
      'CPU used:',
      'receive buffer, most used of limit:',
      'namespace',
      'cause',
    ],
    rows: shown.map((socket) => [
      cut(processText(socket), limits.name * 2) || 'owner not known',
      cut(`${socket.proto} ${socket.local}`, limits.name * 2),
      socket.drops === null ? 'not known' : count(socket.drops),
      socket.cpuShare === null ? 'not known' : percent(socket.cpuShare, 1),
      bufferText(socket),
      cut(socket.netns, limits.name),
      tagOf(socket.findingId, page),
    ]),
    more,
    unit: 'sockets',
  })
}

function bufferText({ rcvbuf, rmemMax }: HurtSocket): string {
  if (rcvbuf === null) return 'not known'
  return rmemMax === null ? bytes(rcvbuf) : `${bytes(rmemMax)} of ${bytes(rcvbuf)}`
}

function flowTable(model: ReportModel, page: HtmlPage): Html {
  const { limits, shares } = page
  const { shown, more } = topOf(
    [...model.hurt.flows].sort((a, b) => b.drops - a.drops),
    limits.rows,
    model.hurt.moreFlows,
  )
  const most = Math.max(1, ...shown.map((flow) => flow.drops))
  const spanMs = model.findings.session.durationMs
  const colour = (flow: HurtFlow) => shares.byId.get(flow.findingId)?.colour ?? unexplainedColour
  return dataTable({
    caption: 'Flows that lost packets',
    heads: ['flow', 'lost:', 'compared', 'captured:', 'first to last loss', 'namespace', 'cause'],
    rows: shown.map((flow) => [
      cut(flowText(flow), limits.name * 2),
      count(flow.drops),
      inlineBar(flow.drops, most, colour(flow)),
      flow.packets === null ? 'not captured' : count(flow.packets),
      flow.fromMs === null || flow.toMs === null
        ? ''
        : `${moment(flow.fromMs, spanMs)} to ${moment(flow.toMs, spanMs)}`,
      cut(flow.netns, limits.name),
      tagOf(flow.findingId, page),
    ]),
    times: shown.map(({ fromMs, toMs }) =>
      fromMs === null || toMs === null ? null : { fromMs, toMs },
    ),
    more,
    unit: 'flows',
  })
}

function tagOf(findingId: string, { shares, limits }: HtmlPage): HtmlValue {
  const share = shares.byId.get(findingId)
  return share === undefined ? 'no cause' : causeTag(share, limits.name)
}
