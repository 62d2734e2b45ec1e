import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../session/package-root.js'
import { allColours } from './cause-colours.js'
import { html, trusted, type Html } from './html.js'

/** Nothing may be fetched, run or sent: only the page's own style and its images as data. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

export const reportStyle = (): Promise<string> =>
  readFile(join(packageRoot, 'reports', 'report.css'), 'utf8')

export interface Page {
  readonly title: string
  /** Of `reportStyle`. */
  readonly style: string
  /** What the skip link leads to has the id `main`. */
  readonly body: Html
}

/** One static file: opens offline, with scripts off, from a bug tracker. */
export const htmlPage = ({ title, style, body }: Page): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(contentPolicy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${trusted(colourRules())}${trusted(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        ${body}
      </body>
    </html> `.toString()

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
