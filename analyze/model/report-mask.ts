import type { Names } from '../cause.js'
import type { Severity } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'

/** `report --mask FIELD=PATTERN`, * as wildcard. 'severity' is `--mask benign`. */
export interface MaskOfReport {
  readonly field: 'reason' | 'site' | 'iface' | 'netns' | 'cause' | 'severity'
  readonly pattern: string
}

/** The first mask that covers what is known of the drops themselves; undefined if none does. */
export const maskOfGroup = (
  group: DropGroup,
  names: Names,
  masks: readonly MaskOfReport[],
): MaskOfReport | undefined => masks.find((mask) => covers(mask, valueOf(group, mask.field, names)))

/** The first mask that covers what the drops were found to be; undefined if none does. */
export const maskOfCause = (
  cause: string,
  severity: Severity,
  masks: readonly MaskOfReport[],
): MaskOfReport | undefined =>
  masks.find(
    (mask) =>
      (mask.field === 'cause' && covers(mask, cause)) ||
      (mask.field === 'severity' && covers(mask, severity)),
  )

/** As it is written on the command line: 'reason=QDISC_DROP', 'benign'. */
export const maskText = ({ field, pattern }: MaskOfReport): string =>
  field === 'severity' ? pattern : `${field}=${pattern}`

/** Parses what `maskText` writes, for masks that a session was recorded under. */
export function maskFromText(text: string): MaskOfReport | undefined {
  const [, field, pattern] = /^(reason|site|iface|netns)=(.*)$/s.exec(text) ?? []
  // the expression allows no other
  return pattern === undefined ? undefined : { field: field as MaskOfReport['field'], pattern }
}

function valueOf(group: DropGroup, field: MaskOfReport['field'], names: Names): string {
  switch (field) {
    case 'reason':
      return group.reason
    case 'site':
      // What a hardware drop has for a site is its trap.
      return group.site || group.trap
    case 'iface':
      return names.interface(group.netns, group.ifindex, group.fromNs)
    case 'netns':
      return names.netns(group.netns)
    case 'cause':
    case 'severity':
      return ''
  }
}

/** What is not known is under no mask. */
const covers = ({ pattern }: MaskOfReport, value: string): boolean =>
  value !== '' && wildcard(pattern).test(value)

const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's')

const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
