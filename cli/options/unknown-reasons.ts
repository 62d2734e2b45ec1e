import { covers } from '../../capture/drop-sources/rows/mask.js'
import type { Mask } from '../../capture/source.js'
import { benignMasks } from './mask.js'

/**
 * Masks by reasons that this kernel has not: a slip of the pen, or another kernel's. 'benign' stands for reasons of all kernels,
 * and is none. A kernel without any reasons (before 5.17) is another matter: its sources say so.
 */
export function unknownReasons(
  masks: readonly Mask[],
  reasonsHere: () => readonly string[],
): readonly string[] {
  const asked = masks.filter((mask) => mask.field === 'reason' && !benignMasks.includes(mask))
  // To read the kernel's table takes some 10 ms.
  const known = asked.length === 0 ? [] : reasonsHere()
  if (known.length === 0) return []
  return asked
    .filter((mask) => ![...known, 'NOT_SPECIFIED'].some((reason) => isOf(mask, reason)))
    .map(({ pattern }) => `this kernel has no drop reason ${pattern}: that mask takes nothing`)
}

const isOf = (mask: Mask, reason: string): boolean =>
  covers(mask, { reason, site: '', iface: undefined, netns: undefined })
