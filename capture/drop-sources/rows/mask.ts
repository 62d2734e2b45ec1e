import type { Mask } from '../../source.js'

/** What a mask looks at. undefined or '' = not known: no pattern matches that. */
export interface MaskSubject {
  readonly reason: string
  /** Symbol of the drop site, with or without a compiler's suffix. */
  readonly site: string
  readonly iface: string | undefined
  readonly netns: string | undefined
}

/** True if any mask covers the subject. `*` stands for any number of characters; case matters but for reasons. */
export function isMasked(masks: readonly Mask[], subject: MaskSubject): boolean {
  return masks.some((mask) => covers(mask, subject))
}

/** Whether this one mask covers the subject. */
export function covers(mask: Mask, subject: MaskSubject): boolean {
  const value = subject[mask.field]
  if (value === undefined || value === '') return false
  const pattern = patternOf(mask)
  if (mask.field === 'reason') return pattern.test(value.toUpperCase())
  // `foo.constprop.0` is foo to whoever writes a mask.
  if (mask.field === 'site') return pattern.test(value) || pattern.test(value.replace(/\..*$/, ''))
  return pattern.test(value)
}

/** Each mask meets many keys, again and again. */
const patterns = new WeakMap<Mask, RegExp>()

function patternOf(mask: Mask): RegExp {
  let pattern = patterns.get(mask)
  if (pattern === undefined) patterns.set(mask, (pattern = compiledPattern(mask)))
  return pattern
}

function compiledPattern({ field, pattern }: Mask): RegExp {
  const text = field === 'reason' ? pattern.toUpperCase().replace(/^SKB_DROP_REASON_/, '') : pattern
  return new RegExp(`^${text.split('*').map(escapeRegExp).join('.*')}$`, 's')
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
