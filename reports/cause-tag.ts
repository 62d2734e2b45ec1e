import { html, type Html } from './html.js'
import type { LossShare } from './loss-shares.js'
import { cut } from './visible-text.js'

/** Where a finding's card is, as an id of HTML. */
export const causeAnchor = (share: LossShare): string =>
  /^[a-z0-9-]{1,64}$/.test(share.findingId)
    ? `finding-${share.findingId}`
    : `finding-${share.letter}`

/** Letter on the cause's colour. */
export const causeKey = (share: LossShare): Html =>
  html`<span class="key b-${share.colour.id}">${share.letter}</span>`

/** Letter, colour and name, leading to the card. */
export const causeTag = (share: LossShare, maxName: number): Html =>
  share.finding === null
    ? html`<span class="tag">${causeKey(share)} ${share.name}</span>`
    : html`<a class="tag" href="#${causeAnchor(share)}"
        >${causeKey(share)} <span class="name">${cut(share.name, maxName)}</span></a
      >`
