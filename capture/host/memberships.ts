import type { Row } from '../../session/tables.js'
import { littleEndian } from '../netlink/attributes.js'
import { addressText, linkAddressText } from '../netlink/addresses.js'
import type { Phase } from './phase.js'
import { readIfThere } from './read-proc.js'

export interface Membership {
  readonly ifindex: number
  /** 0 = a link-layer group, `group` is then a MAC address. */
  readonly family: 0 | 4 | 6
  readonly group: string
}

/**
 * /proc/net/igmp: a line per interface that begins with its index, then indented lines that begin with the group as
 * a 32-bit number in the machine's byte order.
 */
export function parseIgmp(text: string): readonly Membership[] {
  const memberships: Membership[] = []
  let ifindex: number | undefined
  for (const line of text.split('\n')) {
    const index = /^(\d+)\t/.exec(line)?.[1]
    if (index !== undefined) ifindex = Number(index)
    const group = /^\s+([0-9A-F]{8})\s/.exec(line)?.[1]
    if (group === undefined || ifindex === undefined) continue
    const bytes = Buffer.from(group, 'hex')
    memberships.push({
      ifindex,
      family: 4,
      group: addressText(littleEndian ? bytes.reverse() : bytes),
    })
  }
  return memberships
}

/** /proc/net/igmp6: index, name (any bytes, blanks too), group, users, flags, timer. */
export const parseIgmp6 = (text: string): readonly Membership[] =>
  matchLines(text, /^(\d+)\s.*\s([0-9a-f]{32})\s+\d+\s+[0-9A-F]{8}\s+-?\d+\s*$/, (bytes) => ({
    family: 6,
    group: addressText(bytes),
  }))

/** /proc/net/dev_mcast: index, name, users, global users, link-layer address. */
export const parseDevMcast = (text: string): readonly Membership[] =>
  matchLines(text, /^(\d+)\s.*\s\d+\s+\d+\s+((?:[0-9a-f]{2})+)\s*$/, (bytes) => ({
    family: 0,
    group: linkAddressText(bytes),
  }))

function matchLines(
  text: string,
  pattern: RegExp,
  describe: (bytes: Uint8Array) => Pick<Membership, 'family' | 'group'>,
): readonly Membership[] {
  return text.split('\n').flatMap((line) => {
    const [, index, group] = pattern.exec(line) ?? []
    if (index === undefined || group === undefined) return []
    return [{ ifindex: Number(index), ...describe(Buffer.from(group, 'hex')) }]
  })
}

export function readMemberships(netns: number, phase: Phase): readonly Row<'membership'>[] {
  const directory = '/proc/thread-self/net'
  const found = [
    ...parseIgmp(readIfThere(`${directory}/igmp`) ?? ''),
    ...parseIgmp6(readIfThere(`${directory}/igmp6`) ?? ''),
    ...parseDevMcast(readIfThere(`${directory}/dev_mcast`) ?? ''),
  ]
  return found.map((membership) => ({ netns, ...membership, phase }))
}
