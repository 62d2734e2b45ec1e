import type { Mask } from '../../capture/source.js'
import type { KeyCount } from './drop-snapshot.js'
import type { View, WatchRow } from './watch-rows.js'

/** The masks that cover a row; why not, if there are none. */
export type MaskChoice = { readonly masks: readonly Mask[] } | { readonly why: string }

/** `all` are the keys of every row: of two masks that cover a cause, the one that covers less of others is taken. */
export function masksForRow(view: View, row: WatchRow, all: readonly KeyCount[]): MaskChoice {
  switch (view) {
    case 'site':
    case 'reason':
    case 'interface':
      return chosen(row.keys.flatMap((key) => maskOf(fieldOf[view], key)))
    case 'cause':
      return chosen(row.keys.flatMap((key) => narrowest(key, row, all)))
    case 'flow':
      return { why: 'flows cannot be masked: mask their site, reason or interface' }
    case 'masks':
      return { why: 'this is a mask' }
  }
}

const fieldOf = { site: 'site', reason: 'reason', interface: 'iface' } as const

function chosen(masks: readonly Mask[]): MaskChoice {
  if (masks.length === 0) return { why: 'nothing is known of it that a mask could go by' }
  const byText = new Map(masks.map((mask) => [`${mask.field}=${mask.pattern}`, mask]))
  return { masks: [...byText.values()] }
}

function maskOf(field: 'site' | 'reason' | 'iface', { place }: KeyCount): readonly Mask[] {
  // What a hardware drop has for a site is its trap.
  const pattern = field === 'site' ? place.site || place.trap : place[field]
  return pattern === '' ? [] : [{ field, pattern }]
}

/** By site or by reason, whichever takes fewer drops that are not in the row; by reason if it is all one. */
function narrowest(key: KeyCount, row: WatchRow, all: readonly KeyCount[]): readonly Mask[] {
  const own = new Set(row.keys.map((each) => each.key))
  const others = all.filter((each) => !own.has(each.key))
  const taken = (field: 'site' | 'reason'): number =>
    others.reduce(
      (sum, each) => (each.place[field] === key.place[field] ? sum + each.total : sum),
      0,
    )
  const byReason = maskOf('reason', key)
  const bySite = maskOf('site', key)
  // Without a reason of its own only the place tells drops apart, whatever has been seen so far.
  const isVague = key.place.reason === '' || key.place.reason === 'NOT_SPECIFIED'
  if (
    byReason.length === 0 ||
    (bySite.length > 0 && (isVague || taken('site') < taken('reason')))
  ) {
    return bySite
  }
  return byReason
}
