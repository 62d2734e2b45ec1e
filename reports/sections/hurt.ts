import type { HurtFlow, HurtSocket, ReportModel } from '../../analyze/model/report-model.js'
import { causeTag } from '../cause-tag.js'
import { unexplainedColour } from '../cause-colours.js'
import { inlineBar } from '../charts/inline-bar.js'
import { flowText, processText } from '../endpoints.js'
import { html, type Html, type HtmlValue } from '../html.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { bytes, capitalised, count, listed, moment, percent, plural, sum } from '../quantities.js'
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
    const { shown, more } = topFlows(flows, page.limits.rows, moreFlows)
    return [
      mdText(answerOf(model, page), page.limits.sentence),
      ...(shown.length > 0
        ? [
            mdTable(
              ['flow', 'lost:', 'captured:', 'namespace', 'cause'],
              shown.map((flow) => [
                mdCode(flowsText(flow), page.limits.name * 2),
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
    ...(flows.length > 0 ? [plural(sum(flows.map((f) => f.flows)) + moreFlows, 'flow')] : []),
    ...(sockets.length > 0 ? [plural(sockets.length + moreSockets, 'socket')] : []),
    ...(owners(sockets) > 0 ? [plural(owners(sockets), 'process', 'processes')] : []),
  ]
  const [flow] = [...flows].sort((a, b) => b.drops - a.drops)
  const worst =
    flow === undefined
      ? ''
      : `; most hurt: ${cut(flowsText(flow), limits.name * 2)}, ${plural(flow.drops, 'packet')} lost`
  return `${capitalised(listed(hurt))} lost packets${worst}.`
}

/** 'tcp 10.0.0.1:* → 10.0.0.2:80 (131 flows)' */
const flowsText = (flow: HurtFlow): string =>
  flow.flows === 1 ? flowText(flow) : `${flowText(flow)} (${count(flow.flows)} flows)`

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

/** Rows, and how many flows are in none of them. */
function topFlows(rows: readonly HurtFlow[], limit: number, beyond: number) {
  const shown = rows.slice(0, limit)
  return { shown, more: sum(rows.slice(limit).map((row) => row.flows)) + beyond }
}

function flowTable(model: ReportModel, page: HtmlPage): Html {
  const { limits, shares } = page
  const { shown, more } = topFlows(
    [...model.hurt.flows].sort((a, b) => b.drops - a.drops),
    limits.rows,
    model.hurt.moreFlows,
  )
  const most = Math.max(1, ...shown.map((flow) => flow.drops))
  const spanMs = model.findings.session.durationMs
  const colour = (flow: HurtFlow) => shares.byId.get(flow.findingId)?.colour ?? unexplainedColour
  return dataTable({
    caption: 'Flows that lost packets',
    heads: [
      'flow',
      'lost:',
      'compared',
      'captured:',
      'share lost:',
      'first to last loss',
      'namespace',
      'cause',
    ],
    rows: shown.map((flow) => [
      cut(flowsText(flow), limits.name * 2),
      count(flow.drops),
      inlineBar(flow.drops, most, colour(flow)),
      flow.packets === null ? 'not captured' : count(flow.packets),
      shareLost(flow),
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

/** Where fewer were captured than dropped, the capture did not see the flow where it was dropped. */
const shareLost = ({ drops, packets }: HurtFlow): string =>
  packets === null || packets < drops ? '' : percent(drops, packets)

function tagOf(findingId: string, { shares, limits }: HtmlPage): HtmlValue {
  const share = shares.byId.get(findingId)
  return share === undefined ? 'no cause' : causeTag(share, limits.name)
}
