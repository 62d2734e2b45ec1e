import type { DropPath, ReportModel } from '../../analyze/model/report-model.js'
import { otherColour, unexplainedColour } from '../cause-colours.js'
import { causeTag } from '../cause-tag.js'
import {
  pathChart,
  type PathColumns,
  type PathNode,
  type PathStream,
} from '../charts/path-chart.js'
import { html, type Html, type HtmlValue } from '../html.js'
import { mdText } from '../markdown.js'
import type { LossShares } from '../loss-shares.js'
import { capitalised, count, plural, spelled } from '../quantities.js'
import type { HtmlPage, ReportSection } from '../section.js'
import { dataTable, tableTwin, topOf } from '../table.js'
import { cut } from '../visible-text.js'

/** Nodes of a column; the others are joined. */
const maxNodes = 9
const others = 'others'

const section: ReportSection = {
  name: 'paths',
  order: 45,
  title: 'From flows through drop sites to causes',
  question: 'Which traffic is dropped in which function, and is it one cause there or several?',

  html(model, page) {
    const { shares, limits } = page
    const { paths, morePaths } = model.dropPaths
    // Of one stream a table row says all.
    if (paths.length < 2 || shares.losses.length < 2) return undefined
    const answer = answerOf(paths, shares)
    const { shown, more } = topOf(paths, limits.rows, morePaths)
    const table = {
      caption: 'Lost packets by destination, drop site and cause',
      heads: ['on the way to', 'dropped in', 'because of', 'lost:'],
      rows: shown.map((path) => [
        cut(destinationText(path), limits.name),
        html`<code>${cut(siteText(path), limits.name)}</code>`,
        causeCell(path, page),
        count(path.drops),
      ]),
      more,
      unit: 'paths',
    }
    return html`<p class="answer">${cut(answer, limits.sentence)}</p>
      ${
        neverMeet(paths)
          ? dataTable(table)
          : html`<figure>
              <div class="scroll" role="group" tabindex="0" aria-label="From flows to causes">
                <div class="wide">${chart(paths, page, answer)}</div>
              </div>
              ${tableTwin(table)}
            </figure>`
      }
      <p class="note">${coverage(model, shares)}</p>`
  },

  markdown(model, { shares, limits }) {
    const { paths } = model.dropPaths
    return paths.length < 2 || shares.losses.length < 2
      ? undefined
      : mdText(answerOf(paths, shares), limits.sentence)
  },
}
export default section

const destinationText = ({ destination }: DropPath): string =>
  destination === '' ? 'not known' : destination
const siteText = ({ site }: DropPath): string => (site === '' ? 'not told' : site)

function causeCell({ findingId }: DropPath, { shares, limits }: HtmlPage): HtmlValue {
  const share = shares.byId.get(findingId)
  return share === undefined ? 'claimed by no cause' : causeTag(share, limits.name)
}

/** Each destination, site and cause in one path only: a picture of that says no more than its table. */
const neverMeet = (paths: readonly DropPath[]): boolean =>
  [destinationText, siteText, ({ findingId }: DropPath) => findingId].every(
    (keyOf) => new Set(paths.map(keyOf)).size === paths.length,
  )

function chart(
  paths: readonly DropPath[],
  { drawing, shares, limits }: HtmlPage,
  answer: string,
): Html {
  const { nodes, streams } = joined(paths, shares, limits.name)
  return pathChart(drawing, nodes, streams, answer)
}

/** Whether a site tells the cause, which is what people hope for when they look at sites alone. */
function answerOf(paths: readonly DropPath[], shares: LossShares): string {
  const causesAt = new Map<string, Set<string>>()
  for (const { site, findingId } of paths) {
    const cause = shares.byId.get(findingId)?.finding?.cause ?? ''
    causesAt.set(site, (causesAt.get(site) ?? new Set()).add(cause))
  }
  const mixed = [...causesAt].filter(([, causes]) => causes.size > 1)
  const [most] = mixed.sort(([, a], [, b]) => b.size - a.size)
  if (most === undefined)
    return causesAt.size === 1
      ? 'One drop site, and one cause.'
      : `${capitalised(spelled(causesAt.size, 'drop site'))}, and each has one cause only.`
  const where = most[0] === '' ? 'a site not told' : most[0]
  const causes = plural(most[1].size, 'cause')
  if (causesAt.size === 1) return `One drop site, ${where}, has ${causes}.`
  return `${capitalised(spelled(mixed.length, 'site'))} of ${count(causesAt.size)} ${mixed.length === 1 ? 'has' : 'have'} more than one cause: most at ${where}, ${causes}.`
}

function joined(
  paths: readonly DropPath[],
  shares: LossShares,
  maxName: number,
): { readonly nodes: PathColumns; readonly streams: readonly PathStream[] } {
  const share = (path: DropPath) => shares.byId.get(path.findingId)
  const nodes: PathColumns = [
    column(paths, destinationText, (text) => cut(text, Math.min(maxName, 34))),
    column(paths, siteText, (text) => cut(text, Math.min(maxName, 34))),
    column(
      paths,
      (path) => path.findingId,
      (id) => causeLabel(id, shares),
    ).map((node) => ({
      ...node,
      colour:
        node.key === others
          ? otherColour
          : (shares.byId.get(node.key)?.colour ?? unexplainedColour),
    })),
  ]
  const known = nodes.map((list) => new Set(list.map((node) => node.key)))
  const keyIn = (i: number, key: string): string => (known[i]?.has(key) === true ? key : others)
  const streams = new Map<string, PathStream>()
  for (const path of paths) {
    const keys = [
      keyIn(0, destinationText(path)),
      keyIn(1, siteText(path)),
      keyIn(2, path.findingId),
    ] as const
    const key = JSON.stringify(keys)
    const drops = (streams.get(key)?.drops ?? 0) + path.drops
    const colour = keys[2] === others ? otherColour : (share(path)?.colour ?? unexplainedColour)
    streams.set(key, { keys, colour, drops })
  }
  // In the order of the causes, so that streams of one cause lie side by side.
  const order = new Map(nodes[2].map((node, i) => [node.key, i]))
  const place = (stream: PathStream): number => order.get(stream.keys[2]) ?? order.size
  return {
    nodes,
    streams: [...streams.values()].sort((a, b) => place(a) - place(b) || b.drops - a.drops),
  }
}

function causeLabel(id: string, shares: LossShares): string {
  const share = shares.byId.get(id)
  return share === undefined ? 'claimed by no cause' : `${cut(share.name, 30)}  ${share.letter}`
}

function column(
  paths: readonly DropPath[],
  keyOf: (path: DropPath) => string,
  labelOf: (key: string) => string,
): readonly PathNode[] {
  const drops = new Map<string, number>()
  for (const path of paths) drops.set(keyOf(path), (drops.get(keyOf(path)) ?? 0) + path.drops)
  const all = [...drops].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const node = ([key, n]: readonly [string, number]): PathNode => ({
    key,
    label: labelOf(key),
    drops: n,
    colour: null,
  })
  if (all.length <= maxNodes) return all.map(node)
  const rest = all.slice(maxNodes - 1)
  const left = rest.reduce((sum, [, n]) => sum + n, 0)
  return [
    ...all.slice(0, maxNodes - 1).map(node),
    { key: others, label: `${count(rest.length)} others`, drops: left, colour: null },
  ]
}

function coverage({ dropPaths }: ReportModel, { lost }: LossShares): string {
  const drawn = dropPaths.paths.reduce((sum, path) => sum + path.drops, 0)
  return drawn >= lost
    ? `All ${plural(lost, 'lost packet')}; housekeeping is left out.`
    : `${count(drawn)} of ${plural(lost, 'lost packet')}: the others have no drop event, or belong to smaller streams. Housekeeping is left out.`
}
