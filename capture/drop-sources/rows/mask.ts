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
  return masks.some((mask) => matches(mask, subject))
}

function matches({ field, pattern }: Mask, subject: MaskSubject): boolean {
  const value = subject[field]
  if (value === undefined || value === '') return false
  if (field === 'reason') {
    const short = pattern.toUpperCase().replace(/^SKB_DROP_REASON_/, '')
    return matchesPattern(short, value.toUpperCase())
  }
  if (field === 'site') {
    // `foo.constprop.0` is foo to whoever writes a mask.
    return matchesPattern(pattern, value) || matchesPattern(pattern, value.replace(/\..*$/, ''))
  }
  return matchesPattern(pattern, value)
}

function matchesPattern(pattern: string, value: string): boolean {
  const source = pattern.split('*').map(escapeRegExp).join('.*')
  return new RegExp(`^${source}$`, 's').test(value)
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
