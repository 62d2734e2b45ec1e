import { html, type Html } from '../html.js'
import { percentX } from './drawing.js'
import type { CauseColour } from '../cause-colours.js'

/** A bar in a table's cell, beside its number: one element, so written without a DOM. */
export const inlineBar = (part: number, whole: number, colour: CauseColour): Html =>
  html`<svg class="bar" width="60" height="8" aria-hidden="true">
    <rect
      width="${percentX(part, whole)}"
      height="8"
      fill="${colour.light}"
      class="f-${colour.id}"
    />
  </svg>`
