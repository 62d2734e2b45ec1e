import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../session/package-root.js'
import { allColours } from './cause-colours.js'
import { html, trusted, type Html } from './html.js'

/** Nothing may be fetched or sent, and nothing runs but the page's own style and script. */
const contentPolicy = (style: string, script: string): string =>
  `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; img-src data:; base-uri 'none'; form-action 'none'`

const hashOf = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`

/** Style and script of a page. */
export interface PageAssets {
  readonly style: string
  readonly script: string
}

export async function pageAssets(): Promise<PageAssets> {
  const [style, script] = await Promise.all(
    ['report.css', 'report-script.js'].map(async (name) => {
      const text = await readFile(join(packageRoot, 'reports', name), 'utf8')
      // Indentation and comments would be a fifth of their bytes.
      return text.replace(/\/\*[^]*?\*\//g, '').replace(/\n\s*/g, '\n')
    }),
  )
  return { style: `${colourRules()}${style ?? ''}`, script: script ?? '' }
}

export interface Page {
  readonly title: string
  readonly assets: PageAssets
  /** What the skip link leads to has the id `main`. */
  readonly body: Html
}

/** One static file: opens offline, from a bug tracker; reads the same with scripts off. */
export const htmlPage = ({ title, assets, body }: Page): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="${trusted(contentPolicy(assets.style, assets.script))}"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${element('style', assets.style)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        ${body} ${element('script', assets.script)}
      </body>
    </html> `.toString()

/** Exactly `text` in it, as its hash was taken of that. */
const element = (name: 'style' | 'script', text: string): Html =>
  trusted(`<${name}>${text}</${name}>`)

/** Each cause's colour as fill `f-`, background `b-`, edge `e-` and stroke `s-`, for the light page and the dark one. */
function colourRules(): string {
  const rules = (tone: 'light' | 'dark', onColour: string): string =>
    allColours
      .map(
        (c) =>
          `.f-${c.id}{fill:${c[tone]}}.b-${c.id}{background:${c[tone]};color:${onColour}}.e-${c.id}{border-color:${c[tone]}}.s-${c.id}{stroke:${c[tone]}}`,
      )
      .join('')
  return `${rules('light', '#fff')}@media screen and (prefers-color-scheme:dark){${rules('dark', '#14181d')}}\n`
}
