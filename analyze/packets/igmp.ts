import type { DropGroup } from '../artifacts/group.js'
import { allSamples } from './packet-facts.js'

const membershipQuery = 0x11

/** A query asks this host, too: igmp_rcv consumes a proper one, and drops one that is damaged. */
export const isIgmpQuery = (group: DropGroup): boolean | undefined =>
  allSamples(group, ({ head, headers }) => {
    const type = headers === undefined ? undefined : head[headers.transportOffset]
    return type === undefined ? undefined : type === membershipQuery
  })
