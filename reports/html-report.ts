import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReportModel } from '../analyze/report-model.js'
import { packageRoot } from '../session/package-root.js'
import { allColours } from './cause-colours.js'
import { loadDrawing } from './charts/drawing.js'
import { html, trusted, type Html } from './html.js'
import { lossShares } from './loss-shares.js'
import { markdownReport } from './markdown-report.js'
import { duration } from './quantities.js'
import { htmlCapBytes, htmlLimits, renderWithin } from './report-limits.js'
import { loadSections, type HtmlPage, type ReportSection } from './section.js'
import { trustOf } from './trust.js'
import { verdict } from './verdict.js'
import { cut } from './visible-text.js'

/** Nothing may be fetched, run or sent: only the page's own style and its images as data. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** One static file: opens offline, with scripts off, from a bug tracker; below 900 KB whatever the model. */
export async function htmlReport(model: ReportModel): Promise<string> {
  const [sections, drawing, markdown, style] = await Promise.all([
    loadSections(),
    loadDrawing(),
    markdownReport(model),
    readFile(join(packageRoot, 'reports', 'report.css'), 'utf8'),
  ])
  const shares = lossShares(model.findings)
  return renderWithin(htmlCapBytes, htmlLimits, (limits) =>
    render(model, sections, style, { shares, limits, drawing, markdown }),
  )
}

function render(
  model: ReportModel,
  sections: readonly ReportSection[],
  style: string,
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
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(contentPolicy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Packet drops on ${cut(session.host, page.limits.name)}</title>
        <style>
          ${trusted(colourRules())}${trusted(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <header>
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
        <footer><p>dropcorr ${cut(session.toolVersion, page.limits.name)}</p></footer>
      </body>
    </html> `.toString()
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

/** Each cause's colour as fill `f-`, background `b-` and edge `e-`, for the light page and the dark one. */
function colourRules(): string {
  const rules = (tone: 'light' | 'dark', onColour: string): string =>
    allColours
      .map(
        (c) =>
          `.f-${c.id}{fill:${c[tone]}}.b-${c.id}{background:${c[tone]};color:${onColour}}.e-${c.id}{border-color:${c[tone]}}`,
      )
      .join('')
  return `${rules('light', '#fff')}@media screen and (prefers-color-scheme:dark){${rules('dark', '#14181d')}}\n`
}
