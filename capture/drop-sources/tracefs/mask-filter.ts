import type { DropReasons } from '../../host/drop-reasons.js'
import type { Mask } from '../../source.js'
import { isMasked } from '../rows/mask.js'
import { addressOf } from './unsigned-field.js'

/** The kernel takes a page of filter text; a margin for old ones that copy it. */
const maxFilterBytes = 3500
/** Accepts everything. */
const noFilter = '0'

/**
 * Filter for kfree_skb that leaves masked drops out: reasons by this kernel's numbers, sites by the addresses met so far
 * (a mask by site takes hold when its site first drops). What does not fit stays in, and is masked in user space.
 */
export function maskFilter(
  masks: readonly Mask[],
  reasons: DropReasons,
  maskedLocations: readonly number[],
  keyFields: readonly string[],
): string {
  const numbers = keyFields.includes('reason')
    ? reasons.all.filter(({ name }) => isMasked(masks, { ...nothing, reason: name }))
    : []
  const terms = [
    ...numbers.map(({ value }) => `reason == ${value}`),
    ...maskedLocations.map((location) => `location == 0x${addressOf(location).toString(16)}`),
  ]
  const kept: string[] = []
  let bytes = 0
  for (const term of terms) {
    bytes += term.length + ' || '.length
    if (bytes > maxFilterBytes) break
    kept.push(term)
  }
  return kept.length === 0 ? noFilter : `!(${kept.join(' || ')})`
}

const nothing = { reason: '', site: '', iface: undefined, netns: undefined } as const
