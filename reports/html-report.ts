import type { ReportModel } from '../analyze/model/report-model.js'
import { loadDrawing } from './charts/drawing.js'
import { htmlPage, pageAssets, type PageAssets } from './html-page.js'
import { html, type Html } from './html.js'
import { lossShares } from './loss-shares.js'
import { markdownReport } from './markdown-report.js'
import { duration } from './quantities.js'
import { htmlCapBytes, htmlLimits, renderWithin } from './report-limits.js'
import { loadSections, type HtmlPage, type ReportSection } from './section.js'
import { trustOf } from './trust.js'
import { verdict } from './verdict.js'
import { cut } from './visible-text.js'

/** One static file: opens offline, with scripts off, from a bug tracker; below 900 KB whatever the model. */
export async function htmlReport(model: ReportModel): Promise<string> {
  const [sections, drawing, markdown, assets] = await Promise.all([
    loadSections(),
    loadDrawing(),
    markdownReport(model),
    pageAssets(),
  ])
  const shares = lossShares(model.findings)
  return renderWithin(htmlCapBytes, htmlLimits, (limits) =>
    render(model, sections, assets, { shares, limits, drawing, markdown }),
  )
}

function render(
  model: ReportModel,
  sections: readonly ReportSection[],
  assets: PageAssets,
  page: HtmlPage,
): string {
  const { session } = model.findings
  const parts = sections.flatMap((section) => {
    const content = section.html(model, page)
    return content === undefined ? [] : [{ section, content }]
  })
  const about = cut(
    `${session.host} · kernel ${session.kernel} · ${session.start} (UTC) · ${duration(session.durationMs)}`,
    page.limits.sentence,
  )
  const body = html`<header>
      <p class="about"><strong>dropcorr</strong> ${about}</p>
      ${alert(model, page)}
      <h1>${cut(verdict(model, page.shares), page.limits.sentence)}</h1>
    </header>
    <main id="main">
      ${parts.map(
        ({ section, content }, i) =>
          html`<section id="${section.name}">
              <h2>${section.title}</h2>
              ${content}
            </section>
            ${i === 0 && navigation(parts.map((part) => part.section))} `,
      )}
    </main>
    <footer><p>dropcorr ${cut(session.toolVersion, page.limits.name)}</p></footer>`
  return htmlPage({ title: `Packet drops on ${cut(session.host, page.limits.name)}`, assets, body })
}

/** After the first screen: the verdict comes before a list of what else there is. */
const navigation = (sections: readonly ReportSection[]): Html =>
  html`<nav aria-label="Sections">
    <ul>
      ${sections.slice(1).map(({ name, title }) => html`<li><a href="#${name}">${title}</a></li>`)}
    </ul>
  </nav>`

/** What the recording itself lost comes before everything else. */
function alert(model: ReportModel, { limits }: HtmlPage): Html | undefined {
  const trust = trustOf(model)
  if (trust.level !== 'lost') return undefined
  return html`<div class="alert">
    <p>
      <strong>${trust.label}.</strong>
      ${cut(trust.headline, limits.sentence)}
    </p>
    <p><a href="#trust">What that hides</a></p>
  </div>`
}
