import type { CounterSource } from '../source.js'

/**
 * Splits what a counter source says of its absence, 'X is not there: Y is not counted', into why and what that hides.
 */
export function missingText(missing: string): { readonly why: string; readonly hides: string } {
  const at = missing.indexOf(': ')
  if (at < 0) return { why: missing, hides: '' }
  const hides = missing.slice(at + 2)
  return { why: missing.slice(0, at), hides: withoutVerb(hides) }
}

/**
 * What is hidden where a source is there and cannot be read. Of an optional one `missing` speaks of its absence, which hides
 * nothing: then it is what the source is about.
 */
export const hiddenUnread = ({
  title,
  missing,
  optional,
}: Pick<CounterSource, 'title' | 'missing' | 'optional'>): string =>
  optional === true ? title : missingText(missing).hides

/** 'packets per rule are not counted' → 'packets per rule' */
const withoutVerb = (clause: string): string =>
  clause.replace(/ (?:is|are) not (?:counted|known|seen)$/, '')
