import type { Names } from './cause.js'
import type { DropGroup } from './group.js'

/** `report --mask FIELD=PATTERN`, * as wildcard. */
export interface MaskOfReport {
  readonly field: 'reason' | 'site' | 'iface' | 'netns'
  readonly pattern: string
}

export function isMaskedByReport(
  group: DropGroup,
  names: Names,
  masks: readonly MaskOfReport[],
): boolean {
  return masks.some(({ field, pattern }) => wildcard(pattern).test(valueOf(group, field, names)))
}

function valueOf(group: DropGroup, field: MaskOfReport['field'], names: Names): string {
  switch (field) {
    case 'reason':
      return group.reason
    case 'site':
      return group.site
    case 'iface':
      return names.interface(group.netns, group.ifindex, group.fromNs)
    case 'netns':
      return names.netns(group.netns)
  }
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`)

const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
