import type { LinkStatistics } from '../netlink/link-statistics.js'
import { RecentMap } from '../recent-map.js'

interface LastSeen {
  readonly netns: number
  readonly packets: number
}

/** Hardware addresses: more than any host has interfaces at one time. */
const addressesKept = 16_384

/**
 * Tells interfaces that were created during the recording, whose counters began at zero, from those that were moved
 * here from another namespace, which bring their counts along.
 */
export class InterfaceHistory {
  /** Per namespace: ifindex → its counters began at zero. */
  readonly #byNetns = new Map<number, Map<number, boolean>>()
  readonly #byMac = new RecentMap<string, LastSeen>(addressesKept)

  /**
   * Takes note of the interfaces of a namespace.
   * `created`: the namespace itself appeared during the recording.
   */
  observe(netns: number, links: readonly LinkStatistics[], created: boolean): void {
    let known = this.#byNetns.get(netns)
    const firstLook = known === undefined
    if (known === undefined) {
      known = new Map()
      this.#byNetns.set(netns, known)
    }
    this.#byMac.makeRoom()
    for (const link of links) {
      if (!known.has(link.ifindex)) {
        const isNew = created || !firstLook
        known.set(link.ifindex, isNew && !this.#cameFromElsewhere(netns, link))
      }
      if (link.mac !== '') this.#byMac.set(link.mac, { netns, packets: packetsOf(link) })
    }
  }

  beganAtZero(netns: number, ifindex: number): boolean {
    return this.#byNetns.get(netns)?.get(ifindex) ?? false
  }

  /** The namespace is gone. What was in it may have moved elsewhere. */
  forget(netns: number): void {
    this.#byNetns.delete(netns)
  }

  /**
   * The same hardware address was seen in another namespace, and the counts go on from there. An interface that only
   * inherits the address (ipvlan, a container started anew) begins lower.
   */
  #cameFromElsewhere(netns: number, link: LinkStatistics): boolean {
    const last = this.#byMac.get(link.mac)
    if (last === undefined || last.netns === netns) return false
    return last.packets > 0 && last.packets <= packetsOf(link)
  }
}

/** rx_packets + tx_packets */
const packetsOf = ({ values }: LinkStatistics): number => (values[0] ?? 0) + (values[1] ?? 0)
