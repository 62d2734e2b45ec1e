import type { NetlinkSocket } from '../../native/index.js'
import { namespaceIdRequest, parseNamespaceId } from '../netlink/namespace-id-message.js'
import { NetlinkError } from '../netlink/message.js'
import { requestOne } from '../netlink/request.js'
import { rtm } from '../netlink/rtnetlink.js'
import type { LiveNetnsRegistry } from './namespaces.js'

/**
 * Which namespace is meant by an id that rtnetlink gives in IFLA_LINK_NETNSID. Ids are local to the namespace asked,
 * and the kernel only tells the id of a namespace it is handed, so candidates are tried, the host's first.
 */
export class PeerNamespaces {
  readonly #registry: LiveNetnsRegistry
  /** 'netns/id' → session id. */
  readonly #known = new Map<string, number>()

  constructor(registry: LiveNetnsRegistry) {
    this.#registry = registry
  }

  /** `route` is an rtnetlink socket of the namespace `netns`. null if none of the known namespaces is it. */
  resolve(route: NetlinkSocket, netns: number, linkNetnsId: number): number | null {
    const key = `${netns}/${linkNetnsId}`
    const known = this.#known.get(key)
    // A vanished namespace's id may be given to the next one.
    if (known !== undefined && this.#registry.isLiving(known)) return known
    for (const candidate of this.#registry.list()) {
      const id = this.#registry.withDescriptor(candidate.id, (fd) => idOf(route, fd))
      if (id === undefined) continue
      this.#known.set(`${netns}/${id}`, candidate.id)
      if (id === linkNetnsId) return candidate.id
    }
    return null
  }
}

function idOf(route: NetlinkSocket, fd: number): number | undefined {
  try {
    return requestOne(route, rtm.getNsid, namespaceIdRequest(fd))
      .filter((message) => message.type === rtm.newNsid)
      .map((message) => parseNamespaceId(message.body))[0]
  } catch (error) {
    // Kernels before 4.20 and foreign user namespaces refuse.
    if (error instanceof NetlinkError) return undefined
    throw error
  }
}
