import { html, type Html } from './html.js'
import { cut } from './visible-text.js'

/** Names and what is said of each, a line each. */
export const factsList = (
  facts: readonly (readonly [name: string, value: string])[],
  maxLength: number,
): Html =>
  html`<dl class="facts-list">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${cut(value, maxLength)}</dd>
        </div> `,
    )}
  </dl>`
