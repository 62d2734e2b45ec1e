import type { ComparedFinding, Comparison } from '../../analyze/compare/compare.js'
import { assignColours, otherColour } from '../cause-colours.js'
import { loadDrawing, type Drawing } from '../charts/drawing.js'
import { htmlPage, pageAssets } from '../html-page.js'
import { html, type Html } from '../html.js'
import { letters } from '../loss-shares.js'
import { count, duration } from '../quantities.js'
import { htmlCapBytes, htmlLimits, renderWithin, type ReportLimits } from '../report-limits.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'
import { rateSegments, rateUnit, type ComparedCause } from './compared-rates.js'
import { ratePair, totalBars } from './rate-bars.js'
import { changeWords, factor, rate, verdictOfDiff } from './words.js'

/** One static page, below 900 KB whatever the sessions. */
export async function htmlDiff(diff: Comparison): Promise<string> {
  const [assets, drawing] = await Promise.all([pageAssets(), loadDrawing()])
  return renderWithin(htmlCapBytes, htmlLimits, (limits) =>
    htmlPage({
      title: `Packet drops on ${cut(diff.after.host, limits.name)}, before and after`,
      assets,
      body: body(diff, drawing, limits),
    }),
  )
}

function body(diff: Comparison, drawing: Drawing, limits: ReportLimits): Html {
  const { before, after, cautions, findings } = diff
  const losses = findings.filter(({ severity }) => severity !== 'benign')
  const benign = findings.filter(({ severity }) => severity === 'benign')
  const colours = assignColours(losses.map(({ cause }) => cause))
  const causes = losses.map((finding, i): ComparedCause => ({
    letter: letters(i),
    colour: colours.get(finding.cause) ?? otherColour,
    finding,
  }))
  const { shown, more } = topOf(causes, limits.cards * 2)
  return html`<header>
      <p class="about"><strong>dropcorr diff</strong> ${cut(after.host, limits.name)}</p>
      <h1>${cut(verdictOfDiff(diff), limits.sentence)}</h1>
    </header>
    <main id="main">
      ${
        cautions.length > 0 &&
        html`<div class="trust partial">
          <p>
            <strong>Compare with care.</strong> The two recordings differ in more than what was
            lost:
          </p>
          <ul>
            ${cautions.map((text) => html`<li>${cut(text, limits.sentence)}</li>`)}
          </ul>
        </div>`
      }
      ${losses.length > 0 && overview(causes, drawing, limits, verdictOfDiff(diff))}
      <section id="causes">
        <h2>What became of each cause</h2>
        ${losses.length === 0 && html`<p>Neither recording lost a packet that somebody would miss.</p>`}
        ${shown.map((cause) => card(cause, drawing, limits))}
        ${more > 0 && html`<p class="more">and ${count(more)} more causes, in the table below</p>`}
      </section>
      ${
        losses.length > 0 &&
        html`<section id="rates">
          <h2>All rates</h2>
          ${rates(losses, limits)}
        </section>`
      }
      ${counterSection(diff, limits)}
      ${
        benign.length > 0 &&
        html`<section id="benign">
          <h2>Housekeeping, before and after</h2>
          <p>Freed packets that nobody misses; a change here is a change of the traffic.</p>
          ${rates(benign, limits)}
        </section>`
      }
      <section id="sessions">
        <h2>The two recordings</h2>
        ${sessions(diff, limits)}
      </section>
      <section id="method">
        <h2>How they were compared</h2>
        <p>
          Findings are paired by their cause, then by namespace, socket, destination and interface.
          Rates are per captured packet where both recordings captured packets, else per second. A
          cause is called worse or better where its rate differs by more than a quarter and by more
          than three standard deviations of a Poisson count.
        </p>
      </section>
    </main>
    <footer>
      <p>before ${cut(before.file, limits.name)}, after ${cut(after.file, limits.name)}</p>
    </footer>`
}

function overview(
  causes: readonly ComparedCause[],
  drawing: Drawing,
  limits: ReportLimits,
  verdict: string,
): Html {
  const unit = rateUnit(causes.map(({ finding }) => finding))
  const segments = rateSegments(causes, unit).map((segment) => ({
    ...segment,
    name: cut(segment.name, limits.name),
  }))
  return html`${totalBars(drawing, segments, unit, verdict)}
    <ul class="labels">
      ${segments.map(({ letter, name, colour }) => {
        const cause = causes.find((one) => one.letter === letter)
        const key = html`<span class="key b-${colour.id}">${letter}</span>`
        return cause === undefined
          ? html`<li>${key} ${name}</li> `
          : html`<li>
              <a class="tag" href="#${anchorOf(cause)}">${key} <span class="name">${name}</span></a>
              <span class="share">${changeWords[cause.finding.change]}</span>
            </li> `
      })}
    </ul>`
}

const anchorOf = ({ letter }: ComparedCause): string => `finding-${letter}`
const keyOf = ({ letter, colour }: ComparedCause): Html =>
  html`<span class="key b-${colour.id}">${letter}</span>`

function card(cause: ComparedCause, drawing: Drawing, limits: ReportLimits): Html {
  const { finding, colour } = cause
  return html`<article class="card e-${colour.id}" id="${anchorOf(cause)}">
    <h3>
      ${keyOf(cause)} ${cut(finding.cause, limits.name)}
      <span class="grade">${changeWords[finding.change]}</span>
    </h3>
    <p class="title">
      ${finding.change === 'gone' && 'Before: '}${cut(finding.title, limits.sentence)}
    </p>
    ${ratePair(drawing, cause)}
    <p class="facts">
      ${factor(finding) !== '' && html`<span>${factor(finding)}</span>`}
      <span>in ${cut(finding.netns, limits.name)}</span>
    </p>
    ${finding.remedy !== '' && html`<p class="line"><strong class="label">Do</strong> <span>${cut(finding.remedy, limits.sentence)}</span></p>`}
  </article> `
}

const rates = (findings: readonly ComparedFinding[], limits: ReportLimits): Html => {
  const { shown, more } = topOf(findings, limits.rows)
  return dataTable({
    caption: 'Lost packets by cause, before and after',
    heads: [
      'cause',
      'change',
      'before:',
      'after:',
      'before, per second:',
      'after, per second:',
      'before, per million packets:',
      'after, per million packets:',
    ],
    rows: shown.map((f) => [
      cut(`${f.cause} in ${f.netns}`, limits.name * 2),
      changeWords[f.change],
      count(f.before.drops),
      count(f.after.drops),
      rate(f.before.perSecond, ''),
      rate(f.after.perSecond, ''),
      rate(f.before.perMillionPackets, ''),
      rate(f.after.perMillionPackets, ''),
    ]),
    more,
    unit: 'causes',
  })
}

function counterSection({ counters }: Comparison, limits: ReportLimits): Html | undefined {
  if (counters.length === 0) return undefined
  const { shown, more } = topOf(counters, limits.rows)
  const delta = (value: number | null): string => (value === null ? 'did not move' : count(value))
  return html`<section id="counters">
    <h2>Counters that can mean loss</h2>
    ${dataTable({
      caption: 'Counters that moved, before and after',
      heads: ['counter', 'where', 'before:', 'after:', 'before, per second:', 'after, per second:'],
      rows: shown.map((c) => [
        html`<code>${cut(c.counter, limits.name)}</code>`,
        cut(c.scope, limits.name),
        delta(c.before),
        delta(c.after),
        c.beforePerSecond === null ? '' : rate(c.beforePerSecond, ''),
        c.afterPerSecond === null ? '' : rate(c.afterPerSecond, ''),
      ]),
      more,
      unit: 'counters',
    })}
  </section>`
}

function sessions({ before, after }: Comparison, limits: ReportLimits): Html {
  const row = (name: string, of: (session: Comparison['before']) => string) => [
    name,
    cut(of(before), limits.sentence),
    cut(of(after), limits.sentence),
  ]
  return dataTable({
    caption: 'The two recordings',
    heads: ['fact', 'before', 'after'],
    rows: [
      row('file', (s) => s.file),
      row('host', (s) => s.host),
      row('kernel', (s) => s.kernel),
      row('start (UTC)', (s) => s.start),
      row('length', (s) => duration(s.durationMs)),
      row('command', (s) => s.argv.join(' ')),
    ],
  })
}
