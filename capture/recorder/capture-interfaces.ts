import type { Addon } from '../../native/index.js'
import { NamespaceGoneError } from '../host/namespace-entry.js'
import { linkRequest, parseLink } from '../netlink/link-message.js'
import { requestDump } from '../netlink/request.js'
import { netlinkRoute, rtm } from '../netlink/rtnetlink.js'
import type { CaptureInterface } from '../packet-sources/libpcap.js'
import type { Namespace } from '../source.js'

const iffUp = 1

/** Lists the interfaces of namespaces, again and again. */
export class CaptureInterfaces {
  readonly #addon: Pick<Addon, 'openNetlink'>
  /** By namespace, as of the last time. */
  #listed = new Map<number, readonly CaptureInterface[]>()

  constructor(addon: Pick<Addon, 'openNetlink'>) {
    this.#addon = addon
  }

  /** All interfaces of these namespaces, as they are now. A namespace that cannot be entered has none. */
  list(namespaces: readonly Namespace[]): readonly CaptureInterface[] {
    const before = this.#listed
    this.#listed = new Map(
      namespaces.map((namespace) => [namespace.id, this.#in(namespace, before.get(namespace.id))]),
    )
    return [...this.#listed.values()].flat()
  }

  #in(namespace: Namespace, before: readonly CaptureInterface[] = []): readonly CaptureInterface[] {
    try {
      const { interfaces, interrupted } = namespace.enter(() =>
        interfacesHere(namespace, this.#addon),
      )
      if (!interrupted) return interfaces
      // One that is missing from such a list may well be there: its capture must not end for that.
      const known = new Set(interfaces.map(({ ifindex }) => ifindex))
      return [...interfaces, ...before.filter(({ ifindex }) => !known.has(ifindex))]
    } catch (error) {
      // Gone since it was listed, or shut to us: the health of 'counters' and 'namespaces' tells that.
      if (error instanceof NamespaceGoneError || isErrno(error)) return []
      throw error
    }
  }
}

function interfacesHere(
  { id, name }: Namespace,
  addon: Pick<Addon, 'openNetlink'>,
): { readonly interfaces: readonly CaptureInterface[]; readonly interrupted: boolean } {
  const socket = addon.openNetlink(netlinkRoute)
  try {
    const { messages, interrupted } = requestDump(socket, rtm.getLink, linkRequest())
    const interfaces = messages.flatMap(({ body }) => {
      const link = parseLink(body)
      if (link === undefined) return []
      return [
        {
          netns: id,
          netnsName: name,
          ifindex: link.ifindex,
          name: link.name,
          up: (link.flags & iffUp) !== 0,
        },
      ]
    })
    return { interfaces, interrupted }
  } finally {
    socket.close()
  }
}

const isErrno = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
