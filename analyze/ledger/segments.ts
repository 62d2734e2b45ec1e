import type { DropGroup } from '../artifacts/group.js'

/**
 * Segments that the packets of a group were (GRO) or would have become (GSO), by the mean of its samples: gso_segs is 0 or
 * 1 for an ordinary packet.
 */
export function segmentsOf({ drops, samples }: Pick<DropGroup, 'drops' | 'samples'>): number {
  if (samples.length === 0) return drops
  const segments = samples.reduce((sum, s) => sum + Math.max(1, s.gsoSegments), 0)
  return Math.round((segments / samples.length) * drops)
}
