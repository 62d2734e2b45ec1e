/** IPv6 addresses that are not in use: duplicate address detection (RFC 4862) is under way, or has failed. */
import type { DropGroup } from '../artifacts/group.js'
import type { Host, HostFacts } from '../artifacts/host.js'
import { oncePer } from '../once-per.js'

type AddressRow = HostFacts['addresses'][number]

/** The row of the packets' destination, where that is such an address of their namespace. */
export function tentativeAddress(group: DropGroup, host: Host | undefined): AddressRow | undefined {
  if (host === undefined || group.netns === null || group.flow?.family !== 6) return undefined
  return tentativeOf(host.facts).get(`${group.netns} ${group.flow.dst}`)
}

/**
 * By namespace and address. The kernel makes the route of type local once an address is in use, and not before: told only
 * where routes of that type were read.
 */
const tentativeOf = oncePer(({ addresses, routes }: HostFacts) => {
  const local = new Set<string>()
  const isRead = new Set<string>()
  for (const { netns, phase, family, type, dst } of routes) {
    if (family !== 6 || type !== 'local') continue
    local.add(`${netns} ${phase} ${dst.replace(/\/128$/, '')}`)
    isRead.add(`${netns} ${phase}`)
  }
  return new Map(
    addresses
      .filter(({ family, netns, phase, address }) => {
        const reading = `${netns} ${phase}`
        return family === 6 && isRead.has(reading) && !local.has(`${reading} ${address}`)
      })
      .map((row) => [`${row.netns} ${row.address}`, row]),
  )
})
