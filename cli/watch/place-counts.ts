import type { CausesKnown, KeyCause } from './causes-known.js'
import type { Counted, KeyCount, Place } from './drop-snapshot.js'

export interface PlaceCount extends Omit<Counted, 'history'> {
  readonly place: Place
  /** undefined = not analysed yet, or not known. */
  readonly known: KeyCause | undefined
}

/** Keys of one place and cause as one: keys tell protocols apart too, and namespaces that came one after another. */
export function placeCounts(keys: readonly KeyCount[], causes: CausesKnown): readonly PlaceCount[] {
  const places = new Map<string, PlaceCount>()
  for (const { key, place, total, latest } of keys) {
    const known = causes.of(key, place)
    const text = JSON.stringify([place, known?.cause])
    const before = places.get(text)
    places.set(text, {
      place,
      known,
      total: total + (before?.total ?? 0),
      latest: latest + (before?.latest ?? 0),
    })
  }
  return [...places.values()]
}
