/**
 * Splits what a counter source says of its absence, 'X is not there: Y is not counted', into why and what that hides.
 */
export function missingText(missing: string): { readonly why: string; readonly hides: string } {
  const at = missing.indexOf(': ')
  if (at < 0) return { why: missing, hides: '' }
  const hides = missing.slice(at + 2)
  return { why: missing.slice(0, at), hides: withoutVerb(hides) }
}

/** 'packets per rule are not counted' → 'packets per rule' */
const withoutVerb = (clause: string): string =>
  clause.replace(/ (?:is|are) not (?:counted|known|seen)$/, '')
