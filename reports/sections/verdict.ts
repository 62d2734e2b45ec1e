import { lossBar } from '../charts/loss-bar.js'
import { causeKey, causeTag } from '../cause-tag.js'
import { whoIsHurt } from '../endpoints.js'
import { factsList } from '../facts-list.js'
import { html, type Html } from '../html.js'
import type { LossShare } from '../loss-shares.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { count, percent, sum } from '../quantities.js'
import type { ReportLimits } from '../report-limits.js'
import type { HtmlPage, ReportSection } from '../section.js'
import { dataTable } from '../table.js'
import { trustOf, type Trust } from '../trust.js'
import { besides, verdict } from '../verdict.js'
import { cut } from '../visible-text.js'
import { otherColour } from '../cause-colours.js'
import { watched } from '../watched.js'

const topCauses = 3
/** Segments of the bar; thinner ones are joined. */
const barSegments = 9

const section: ReportSection = {
  name: 'verdict',
  order: 10,
  title: 'Why, who is hurt, what to do',
  question: 'How much was lost, why, who is hurt, and what helps?',

  html(model, page) {
    const { shares, limits } = page
    const trust = trustOf(model)
    const rest = besides(model)
    const top = shares.losses.filter((s) => s.finding !== null).slice(0, topCauses)
    const more = shares.losses.length - top.length
    return html`${shares.lost > 0 && bar(page, verdict(model, shares))}
    ${
      top.length > 0
        ? html`<ol class="top">
            ${top.map((share) => topCause(share, page))}
          </ol>`
        : html`<p>${nothingLost(model.findings.findings.find((f) => f.cause === 'none')?.title)}</p>
            <h3>What was watched</h3>
            ${factsList(watched(model), limits.sentence)}`
    }
    ${more > 0 && html`<p class="more">${count(more)} more in <a href="#causes">all causes</a>.</p>`}
    ${rest !== '' && html`<p>${rest}</p>`} ${trust.level !== 'lost' && trustLine(trust, limits)}`
  },

  markdown(model, { shares, limits }) {
    if (shares.losses.length === 0)
      return watched(model)
        .map(([what, result]) => `- ${what}: ${mdText(result, limits.sentence)}`)
        .join('\n')
    const rows = shares.losses
      .slice(0, limits.rows)
      .map((s) => [
        s.letter,
        mdCode(s.name, limits.name),
        count(s.drops),
        percent(s.drops, shares.lost),
        s.finding?.confidence ?? '',
        mdText(s.finding === null ? '' : whoIsHurt(s.finding), limits.name * 2),
      ])
    const more = shares.losses.length - rows.length
    return [
      mdTable(['', 'cause', 'lost:', 'share:', 'confidence', 'who is hurt'], rows),
      ...(more > 0 ? ['', `and ${count(more)} more.`] : []),
      '',
      mdText(besides(model), limits.sentence),
    ]
      .join('\n')
      .trim()
  },
}
export default section

/** Own losses stand above the verdict; here the rest. */
const trustLine = (trust: Trust, limits: ReportLimits): Html =>
  html`<p class="trust ${trust.level}">
    <strong>Can this be trusted?</strong>
    ${trust.level === 'ok' ? 'Yes: ' : 'As far as it goes: '}
    ${[trust.headline, ...(trust.level === 'ok' ? trust.details : [])].map((d) => cut(d, limits.sentence)).join(' ')}
    ${trust.level === 'partial' && html`<a href="#trust">What that hides</a>.`}
  </p>`

const nothingLost = (title: string | undefined): string =>
  title ?? 'No drop that somebody would miss was recorded.'

function bar({ drawing, shares, limits }: HtmlPage, finding: string): Html {
  const segments = barShares(shares.losses)
  return html`<figure class="loss">
    <p class="answer">What the lost packets were lost to, 100% = ${count(shares.lost)}:</p>
    ${lossBar(drawing, segments, shares.lost, finding)}
    <ul class="labels">
      ${segments.map(
        (s) =>
          html`<li>
            ${s.finding === null ? html`${causeKey(s)} ${s.name}` : causeTag(s, limits.name)}
            <span class="n">${count(s.drops)}</span>
            <span class="share">${percent(s.drops, shares.lost)}</span>
          </li> `,
      )}
    </ul>
    <details class="twin">
      <summary>The numbers as a table</summary>
      ${dataTable({
        caption: 'Lost packets by cause',
        heads: ['cause', 'lost:', 'share:'],
        rows: segments.map((s) => [
          `${s.letter} ${cut(s.name, limits.name)}`,
          count(s.drops),
          percent(s.drops, shares.lost),
        ]),
      })}
    </details>
  </figure>`
}

/** The largest, and all others as one. */
function barShares(losses: readonly LossShare[]): readonly LossShare[] {
  const some = losses.filter((s) => s.drops > 0)
  if (some.length <= barSegments) return some
  const others = some.slice(barSegments - 1)
  return [
    ...some.slice(0, barSegments - 1),
    {
      findingId: '',
      letter: '+',
      name: `${count(others.length)} others`,
      colour: otherColour,
      drops: sum(others.map((s) => s.drops)),
      finding: null,
    },
  ]
}

function topCause(share: LossShare, { shares, limits }: HtmlPage): Html | undefined {
  const { finding } = share
  if (finding === null) return undefined
  const who = whoIsHurt(finding)
  const remedy = finding.remedy[0]
  return html`<li>
    <p class="head">
      ${causeTag(share, limits.name)} <span class="n">${count(share.drops)} lost</span>
      <span class="share">${percent(share.drops, shares.lost)}</span>
      <span class="grade">${finding.confidence}</span>
    </p>
    <p>${cut(finding.title, limits.sentence)}</p>
    ${who !== '' && html`<p class="line"><strong class="label">Hurt</strong> <span>${cut(who, limits.sentence)}</span></p>`}
    ${remedy !== undefined && html`<p class="line"><strong class="label">Do</strong> <span>${cut(remedy.what, limits.sentence)}</span></p>`}
  </li> `
}
