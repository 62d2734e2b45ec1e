import { covers } from '../drop-sources/rows/mask.js'
import type { Mask, MaskField } from '../source.js'

/** What every drop has for a reason where the kernel gives none. */
const noReason = { reason: 'NOT_SPECIFIED', site: '', iface: undefined, netns: undefined } as const
/** The word `benign` alone stands for a good twenty masks. */
const mostNamed = 5

/** Masks, as they are written, that go by what a source is not told of. */
export const masksWithoutEffect = (
  masks: readonly Mask[],
  blindTo: readonly MaskField[],
): readonly string[] =>
  masks
    .filter((mask) => blindTo.includes(mask.field) && !covers(mask, noReason))
    .map(({ field, pattern }) => `${field}=${pattern}`)

export function withoutEffectText(masks: readonly string[]): string {
  const more = masks.length - mostNamed
  const named = masks.slice(0, mostNamed).join(', ')
  return `masks without effect, as this source is not told what they go by: ${named}${more > 0 ? ` and ${more} more` : ''}`
}
