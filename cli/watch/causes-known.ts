import type { Severity } from '../../analyze/finding.js'
import type { Place } from './drop-snapshot.js'

/** What the analysis of the session so far makes of the drops of one key. */
export interface KeyCause {
  readonly key: number
  readonly cause: string
  readonly severity: Severity
}

/** Causes as last analysed. Drops that came since are given the cause last known for their place. */
export class CausesKnown {
  readonly #byKey = new Map<number, KeyCause>()
  readonly #byPlace = new Map<string, KeyCause>()

  /** `placeOf` is undefined for keys that dropped nothing unmasked yet. */
  learn(causes: readonly KeyCause[], placeOf: (key: number) => Place | undefined): void {
    for (const known of causes) {
      this.#byKey.set(known.key, known)
      const place = placeOf(known.key)
      if (place !== undefined) this.#byPlace.set(placeText(place), known)
    }
  }

  /** undefined = not analysed yet. */
  of(key: number, place: Place): KeyCause | undefined {
    return this.#byKey.get(key) ?? this.#byPlace.get(placeText(place))
  }
}

const placeText = ({ site, reason, trap, netns, iface }: Place): string =>
  JSON.stringify([site, reason, trap, netns, iface])
